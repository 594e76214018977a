"""What a sentence says of two or more events together: order, lists that go one to one, counts, lengths between them.

Each table is of the demo's record. Before a true sentence stands `=` where it is borne out and `~` where it is only not
accused; before a false one `!` where it is caught and `-` where it is only not borne out.
"""

from functools import cache

import pytest

from timeline import demo

#: An order is held to definite events on both sides; a side without a verb takes over the other's, and "already", "by
#: the time", "until" and the perfect turn it.
ORDERS = """
= acme/hooks#88 had already been merged when Grace opened acme/infra#31.
= The deployment of hooks had already succeeded when incident 4171 was triggered.
= acme/hooks#88 was already merged when incident 4172 was triggered.
= Ada had approved acme/infra#31 by the time Grace merged it.
= Grace did not merge acme/infra#31 until Ada had approved it.
= No sooner had Ada approved acme/infra#31 than Grace merged it.
= acme/infra#31 was not yet merged when Ada approved it.
= When Ada acknowledged incident 4172, incident 4171 had already been acknowledged.
= Nobody merged acme/infra#31 until Ada had approved it.
= Nobody acknowledged incident 4172 before Ada did.
= Nobody had acknowledged incident 4172 when acme/hooks#88 was merged.
= Incident 4172 was acknowledged twice, first by Ada and then by Grace.
= Grace had not yet been paged when Ada acknowledged incident 4172.
= Having acknowledged incident 4172, Ada asked for Grace.
~ Not until Ada had approved acme/infra#31 did Grace merge it.
~ When incident 4172 was triggered, Grace had merged nothing in acme/infra.
! acme/infra#31 was merged before acme/hooks#88.
! The pull request for infra was merged before the one for hooks.
! The pull request for hooks was merged after the pull request for infra.
! Ada acknowledged incident 4172 before incident 4171.
! Incident 4172 was triggered before 4171.
! Grace acknowledged incident 4172 before Ada.
! Incident 4172 was resolved before incident 4171 was.
! The RabbitMQ queue length monitor alerted after the hook publish volume drop monitor.
! acme/infra#31 had already been merged when Ada approved it.
! By the time Ada approved acme/infra#31, Grace had merged it.
! Grace had merged acme/infra#31 by the time Ada approved it.
! Grace had merged acme/infra#31 before Ada approved it.
! Ada approved acme/infra#31 only after Grace had merged it.
! Ada did not approve acme/infra#31 until Grace had merged it.
! When Ada acknowledged incident 4171, incident 4172 had already been acknowledged.
! Before Ada approved acme/infra#31, Grace merged it.
! acme/infra#31 was merged prior to being approved.
! acme/infra#31 was approved following Grace's merge.
! Incident 4172 was triggered earlier than incident 4171.
! Grace opened acme/infra#31 before she had acknowledged incident 4172.
! Grace merged it before the approval by Ada.
! Linus approved acme/infra#31 after Grace opened it.
! Ada approved acme/infra#31 when Grace had merged it.
! First Grace acknowledged incident 4172, then Ada did.
! Incident 4172 was acknowledged twice, first by Grace and then by Ada.
! The release was published before the deployment of acme/hooks succeeded.
! Grace was paged for incident 4172 before Ada was.
! Grace opened acme/infra#31 before creating the branch roll-back-ami.
! Before opening acme/infra#31, Grace had merged it.
! After being merged by Grace, acme/infra#31 was approved by Ada.
= Grace merged acme/infra#31 two minutes after opening it and 41 seconds after its approval.
! Grace merged acme/infra#31 two minutes after opening it and 21 minutes after its approval.
- Ada acknowledged incident 4172 87 seconds after it was triggered, twelve minutes before Grace.
= Incident 4171 was triggered first, then incident 4172, and finally incident 4173.
= Ada's approval of acme/infra#31 came before Grace's merge of it.
! Incident 4171 was triggered first, then incident 4173, and finally incident 4172.
! Incident 4172 was triggered first, then incident 4171.
! Ada approved acme/infra#31 right before Grace opened it.
! As soon as Grace merged acme/infra#31, Ada approved it.
! acme/infra#31 was merged at 18:55, one minute before it was approved.
- It was Grace who acknowledged incident 4172 first, and Ada who did so second.
- Grace acknowledged incident 4172 before anybody else did.
- Grace commented on the runbook after Ada approved acme/infra#31.
- Linus commented on acme/hooks#88 before the pager.
- Incident 4171 was resolved after the all-clear.
- Grace merged acme/infra#31 before the customer report.
- It was only after the merge of acme/infra#31 that Ada approved it.
- Incident 4171 came after incident 4172.
- Incident 4172 preceded incident 4171.
- Incident 4171 followed incident 4172.
"""
#: What was so while something else happened is held from its beginning to its end.
STATES = """
= Incident 4172 was still open when acme/infra#31 was merged.
! Incident 4172 was still open when IE-1457 was created.
! Incident 4172 was still unacknowledged when acme/infra#31 was opened.
! Grace merged acme/infra#31 while Linus was approving it.
- acme/infra#31 was still open when run-9kQ2mWb7TzRollBk was confirmed.
- acme/infra#31 was opened while incident 4173 was being snoozed.
"""
#: People, times and things in lists go one to one, or by turns; one of several is held by itself.
LISTS = """
- Two incidents alerted Ada: one at 18:42 and one at 18:46.
= Two incidents were acknowledged by Ada, one at 18:43 and the other at 18:47.
= Incidents 4171 and 4172 were acknowledged by Ada at 18:43 and 18:47, respectively.
= Ada and Grace acknowledged incident 4172 at 18:47 and 18:49.
= Incidents 4171 and 4172 were acknowledged at 18:43 and 18:47.
= acme/infra#31 was opened, approved and merged at 18:53, 18:54 and 18:55.
= acme/infra#31: opened 18:53, approved 18:54, merged 18:55 - Grace, Ada, Grace
= acme/infra#31: opened, approved, merged (Grace, Ada, Grace)
= acme/infra#31 was opened, approved and merged by Grace, Ada and Grace respectively.
= Three PagerDuty incidents (4171, 4172 and 4173) were triggered.
= 4171, 4172 and 4173 were triggered at 18:42, 18:46 and 18:55 respectively.
= Ada acknowledged 4171 and 4172 at 18:43 and 18:47.
= Two incidents were acknowledged by Ada, 4171 at 18:43 and 4172 at 18:47.
= acme/infra#31: Grace, Ada, Grace (opened, approved, merged).
= acme/hooks#88 and acme/infra#31 were merged at 18:33 and 18:55 by Linus and Grace.
= It was 18:46 when the hook publish volume drop alert fired and 19:12 when it recovered.
~ Two people were paged, Ada for 4171 and Grace for 4172.
~ acme/infra#31 was opened, approved and merged, all by people on call.
~ There were three PagerDuty incidents, 4171 for rabbitmq, 4172 for hooks and 4173 for builds.
~ acme/infra#31 was opened, approved and merged by Grace and Ada.
! Two incidents were acknowledged by Ada, 4171 at 18:47 and 4172 at 18:43.
! acme/infra#31: Ada, Grace, Grace (opened, approved, merged).
! Two people were paged, Grace for 4171 and Ada for 4172.
~ Ada and Grace acknowledged incidents 4171 and 4172.
! Two incidents were acknowledged by Ada, one at 18:43 and the other at 18:52.
! Two PagerDuty incidents were triggered for Ada, one for rabbitmq at 18:46 UTC and one for hooks at 18:42 UTC.
! Two PagerDuty incidents were triggered for Ada, one for rabbitmq at 18:42 UTC and one for hooks at 18:50 UTC.
! Incidents 4171 and 4172 were acknowledged by Ada at 18:47 and 18:43, respectively.
! Grace and Ada acknowledged incident 4172 at 18:47 and 18:49 respectively.
! acme/infra#31 was opened, approved and merged at 18:53, 18:55 and 18:54.
! acme/infra#31: opened 18:53, approved 18:54, merged 18:55 - Grace, Grace, Ada
! acme/infra#31 was opened, approved and merged by Ada, Grace and Grace respectively.
! Two tickets were created, IE-1457 by Ada and SXP-794 by Grace.
! Three PagerDuty incidents (4171, 4172 and 4174) were triggered.
! Incident 4171 was triggered at 18:42, 4172 at 18:55 and 4173 at 18:46.
! 4171, 4172 and 4173 were triggered at 18:42, 18:55 and 18:46 respectively.
! The editor p95 latency monitor warned at 18:31, 18:38, 18:45, 18:53 and 18:59.
"""
#: Happenings are counted, never their witnesses; what is not certainly meant contradicts nothing.
COUNTS = """
= acme/hooks was deployed once.
= The hook publish volume drop monitor alerted once and was notified again once.
= Two Terraform runs were created in hooks-prod.
= PagerDuty notified Ada three times in all.
= Grace started two CI runs.
= The first acknowledgement of incident 4172 was Ada's, the second Grace's.
= The first PagerDuty incident was triggered at 18:42.
= The second CI run of acme/hooks failed.
~ Of the two CI runs, the one at 18:33 succeeded.
~ Linus commented twice, once on acme/hooks#88 and once on SXP-794.
~ Of the three incidents, only 4173 was never acknowledged.
~ The first of the three incidents was triggered at 18:42.
! There were three runs of the workflow CI of acme/hooks.
! acme/hooks was deployed twice.
! There were two deployments of acme/hooks.
! There were six editor p95 latency warnings.
! Three Terraform runs were created in hooks-prod.
! Two people acknowledged incident 4172, Ada at 18:49 and Grace at 18:47.
! Ada was paged three times for incident 4172.
- Two of the three incidents were acknowledged by Linus.
! Both Ada and Linus acknowledged incident 4172.
! Incidents 4171 and 4172 were each acknowledged by Grace.
! Grace started five CI runs of acme/hooks.
! Datadog alerted five times on hook publish volume drop.
= At least four editor p95 latency warnings came in.
= Ada was paged two times for incident 4172, by push and by sms.
~ Incident 4172 was not resolved by a person, and acme/infra#31 was merged after it was approved.
! At most four editor p95 latency warnings came in.
! More than five editor p95 latency warnings came in.
! acme/hooks#88 was approved twice.
! Only Grace acknowledged incident 4172.
- The publish volume alert recovered at 19:10.
- The RabbitMQ alert recovered at 19:12.
- Both CI runs of acme/hooks succeeded.
- All three incidents were acknowledged.
- The workflow CI of acme/hooks ran three times.
- The first acknowledgement of incident 4172 was by Grace.
- The second acknowledgement of incident 4172 was by Ada.
- The first PagerDuty incident was triggered at 18:46.
- The last PagerDuty incident was acknowledged by Ada.
- The first CI run of acme/hooks failed.
"""
#: A length lies between what the sentence says, from the first to the last of several, or it is not held.
LENGTHS = """
= PagerDuty opened three incidents in under thirteen minutes, two of which, 4171 and 4172, were assigned to Ada.
= Three incidents were triggered in under thirteen minutes.
= All three incidents were triggered within thirteen minutes.
= When IE-1457 was created, incident 4172 had been resolved for almost four minutes.
= Ada acknowledged incident 4172 two minutes earlier than Grace.
= Grace acknowledged incident 4172 two minutes later than Ada.
= The alert on "hook publish volume drop" recovered, four seconds after it incident 4172 was resolved.
= The alert on "hook publish volume drop" recovered, four seconds after which incident 4172 was resolved.
= acme/infra#31 was approved 77 seconds after it was opened, and merged 41 seconds after that.
= Two minutes passed between the two acknowledgements of incident 4172.
= Incident 4172 was acknowledged by Ada and, two minutes later, by Grace.
~ Two CI runs were started by Grace: the first at 18:33 succeeded and the second at 19:04 failed.
~ When Grace opened the change, incident 4172 had been open for almost seven minutes.
~ By 19:20 incident 4172 had been resolved for more than five minutes.
~ The alert of RabbitMQ queue length was on for 27 minutes, that of hook publish volume drop was almost two minutes shorter.
~ The "hook publish volume drop" alert was almost two minutes shorter than the "RabbitMQ queue length" alert.
~ The RabbitMQ queue length monitor alerted, and four seconds after that incident 4171 was triggered.
~ Both incidents of Ada were acknowledged within a minute and a half.
~ Incident 4171 was open one minute longer than incident 4172.
~ Within three minutes of incident 4171, incident 4172 was triggered too.
! Three incidents were triggered in under ten minutes.
- Ticket IE-1457 was created by Grace at 19:16, and three minutes later she moved it to In Progress.
! When IE-1457 was created, incident 4172 had been resolved for almost forty minutes.
! Ada acknowledged incident 4172 nine minutes earlier than Grace.
! Within two minutes of each other, incidents 4171 and 4172 were acknowledged by Ada.
! acme/infra#31 was opened, approved and merged in under twenty seconds.
- Ada and Grace acknowledged incident 4172 within one minute.
! In a span of 12 minutes the editor p95 latency monitor warned five times.
! The alert on "hook publish volume drop" recovered, four minutes after it incident 4172 was resolved.
! acme/infra#31 was approved 77 seconds after it was opened, and merged 90 seconds after that.
! Grace merged acme/infra#31 less than half a minute after Ada approved it.
! Incident 4172 was resolved, 97 minutes after incident 4171.
! Incident 4172 was triggered ten minutes after incident 4171.
! Nine minutes after incident 4171, incident 4172 was triggered.
! Incident 4172 stayed open for 36 minutes.
! Grace opened acme/infra#31, and about twenty minutes later Ada approved it.
! Incident 4172 was acknowledged by Ada and, nine minutes later, by Grace.
! Ada was paged for incident 4172 thirteen minutes before Grace.
! It took Ada 166 seconds to acknowledge incident 4171 and 87 seconds to acknowledge incident 4172.
- The second acknowledgement of incident 4172 came twelve minutes after the first.
"""
TABLES = {"orders": ORDERS, "states": STATES, "lists": LISTS, "counts": COUNTS, "lengths": LENGTHS}
ALLOWED = {
    "=": {"supported"},
    "~": {"supported", "not_checkable"},
    "!": {"contradicted", "not_in_record"},
    "-": {"contradicted", "not_in_record", "not_checkable"},
}


@cache
def record():
    return demo.record()


def rows():
    for name, table in TABLES.items():
        for line in table.strip().splitlines():
            yield pytest.param(line[0], line[2:], id=f"{name}: {line[2:]}")


@pytest.mark.parametrize(("mark", "text"), list(rows()))
def test_what_is_said_of_several_events_together_is_held_or_left_open(mark, text):
    """No true sentence is accused, no false one is borne out; whatever can be held is."""
    (claim,) = record().check_claims(text, tz="UTC")
    assert claim.verdict in ALLOWED[mark], [(part.verdict, part.text, part.why) for part in claim.parts]
