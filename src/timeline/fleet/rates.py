"""Base rates over many incidents: what was counted, in which incidents, and how many of these have gaps.

Counts only: no score, no mean, no cause, and nothing about a person. Windows of incidents overlap; what stands in
several of them is counted once.
"""

from __future__ import annotations

MINUTES = 30

_GAPPY = "gappy as (select incident from coverage where status <> 'complete' or gap_count > 0)"
_SEEN = """
    list(distinct incident order by incident) as incidents,
    count(distinct incident) filter (incident in (select incident from gappy)) as with_gaps"""

#: An alert a row, in the words of its history. It recovered alone where no window tells of anything that followed.
ALERTS = f"""
with {_GAPPY},
once as (
    select
        alert, event, max(title) as title, bool_or(paged) as paged, bool_or(acknowledged) as acknowledged,
        bool_or(changed) as changed, bool_or(recovered_at is not null) as recovered
    from firings group by alert, event
),
seen as (select alert,{_SEEN} from firings group by alert)
select
    alert, max(title) as title, count(*) as fired, count(*) filter (paged) as paged,
    count(*) filter (acknowledged) as acknowledged, count(*) filter (changed) as changed,
    count(*) filter (recovered and not (paged or acknowledged or changed)) as recovered_alone,
    any_value(incidents) as incidents, any_value(with_gaps) as with_gaps
from once join seen using (alert)
group by alert
order by fired desc, alert
"""  # noqa: S608 - nothing of anybody's stands in it

#: A place in which changes were made and a monitor that fired within the time after, whichever group of it, a row. All
#: changes of that place and all firings of that monitor are counted beside those that stood so: without them a count
#: says nothing. Ids are numbered first: a year has millions of pairs.
CHANGES = f"""
with {_GAPPY},
made as (
    select incident, place, began, dense_rank() over (order by events[1]) as change
    from changes where place is not null
),
went as (
    select incident, source, monitor, fired_at, dense_rank() over (order by event) as firing,
        split_part(alert, '/', 1) as alert
    from firings
),
all_made as (select place, count(distinct change) as changes from made group by place),
all_went as (
    select alert, max(monitor) as title, count(distinct firing) as fired from went group by alert
),
near as (
    select made.place, went.alert, incident, change, firing
    from made join went using (incident)
    where went.fired_at > made.began and went.fired_at <= made.began + interval {MINUTES} minute
)
select
    place, alert, any_value(title) as title, any_value(changes) as changes, count(distinct change) as followed,
    any_value(fired) as fired, count(distinct firing) as preceded,{_SEEN}
from near join all_made using (place) join all_went using (alert)
group by place, alert
order by place, alert
"""  # noqa: S608 - nothing of anybody's stands in it
