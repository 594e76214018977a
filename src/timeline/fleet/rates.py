"""Base rates over many incidents: what was counted, in which incidents, and how many of these have gaps.

Counts only: no score, no mean, no cause, and nothing about a person. Windows of incidents overlap; what stands in
several of them is counted once. What is distinct is found before it is counted, which is several times as fast.
"""

from __future__ import annotations

MINUTES = 30

_GAPPY = """
gappy as (select distinct incident, true as gap from coverage where status <> 'complete' or gap_count > 0)"""
_INCIDENTS = "list(incident order by incident) as incidents, count(gap) as with_gaps"

#: An alert a row, in the words of its history. It recovered alone where no window tells of anything that followed.
ALERTS = f"""
with {_GAPPY},
once as (
    select
        max(alert) as alert, max(title) as title, bool_or(paged) as paged, bool_or(acknowledged) as acknowledged,
        bool_or(changed) as changed, bool_or(recovered_at is not null) as recovered
    from firings group by event
),
counted as (
    select
        alert, max(title) as title, count(*) as fired, count(*) filter (paged) as paged,
        count(*) filter (acknowledged) as acknowledged, count(*) filter (changed) as changed,
        count(*) filter (recovered and not (paged or acknowledged or changed)) as recovered_alone
    from once group by alert
),
seen as (
    select alert, {_INCIDENTS}
    from (select distinct alert, incident from firings) left join gappy using (incident) group by alert
)
select counted.*, incidents, with_gaps from counted join seen using (alert) order by fired desc, alert
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
    select incident, monitor, fired_at, split_part(alert, '/', 1) as alert, dense_rank() over (order by event) as firing
    from firings
),
all_made as (select place, count(distinct change) as changes from made group by place),
all_went as (select alert, max(monitor) as title, count(distinct firing) as fired from went group by alert),
near as materialized (
    select place, alert, incident, change, firing from made join went using (incident)
    where fired_at > began and fired_at <= began + interval {MINUTES} minute
),
one as (select place, alert, count(*) as followed from (select distinct place, alert, change from near) group by all),
other as (select place, alert, count(*) as preceded from (select distinct place, alert, firing from near) group by all),
seen as (
    select place, alert, {_INCIDENTS}
    from (select distinct place, alert, incident from near) left join gappy using (incident) group by all
)
select place, alert, title, changes, followed, fired, preceded, incidents, with_gaps
from one join other using (place, alert) join seen using (place, alert)
join all_made using (place) join all_went using (alert)
order by place, alert
"""  # noqa: S608 - nothing of anybody's stands in it
