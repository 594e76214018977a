"""Hands that were written when the rules stood: what they measured first is in docs/claims.md, beside what they measure now."""

from __future__ import annotations

from copy import copy
from datetime import timedelta

from claim_hands import Hand


def handle(name):
    return "@" + name.lower().replace(" ", "-")


def new_york(moment):
    moment -= timedelta(hours=4)
    return f"{moment.hour % 12 or 12}:{moment:%M} {'PM' if moment.hour > 11 else 'AM'} EDT"


def kolkata(moment):
    return f"{moment + timedelta(hours=5, minutes=30):%H:%M} (UTC+5:30)"


def athens(moment):
    return f"{moment + timedelta(hours=3):%H:%M} EEST"


#: What people write around what they claim.
FRAMES = (
    "As far as we can tell, {said}.", "Meanwhile, {said}.", "After some back and forth in the channel, {said}.", "For the record: {said}.",
    "{said}, which is when things started to move.", "Looking at the logs, {said}.", "By then it was clear that more was going on; {said}.",
    "Unfortunately nobody noticed at first, but {said}.", "{said} (see the channel for details).", "We then learned that {said}.",
)  # fmt: skip


class Framed:
    """A frame chosen by the letters of what it frames."""

    def format(self, said, **_):
        text = FRAMES[sum(map(ord, said[:40])) % len(FRAMES)].format(said=said)
        return text if "#" in text.split()[0] or text.startswith(("run-", "@")) else text[0].upper() + text[1:]


RETRO = Hand("retro",{
 "alerted":("the {thing} alert{group} came in at {t}","our {thing} monitor was triggered{group} at {t}","at {t} we got an alert from {thing}{group}"),
 "recovered":("{thing} was back to normal{group} at {t}","at {t} the alert on {thing}{group} cleared","the {thing} monitor returned to OK{group} at {t}"),
 "warned":("{thing} went into warning{group} at {t}","we saw a warning from {thing}{group} at {t}"),
 "triggered":("PagerDuty created {thing} at {t}",'{thing} ("{title}") fired at {t}'),
 "assigned":("{thing} was routed to {whom}, to whom it was assigned at {t}",),
 "notified":("{whom} received the page for {thing} at {t}","the page for {thing} reached {whom} at {t}"),
 "acknowledged":("{who} picked up {thing} at {t} and acknowledged it","the acknowledgement of {thing} by {who} came at {t}","{thing} was acked by {who} at {t}"),
 "escalated":("{thing} was escalated by {who} at {t} to {whom}",),
 "requested":("{who} brought in {whom} on {thing} at {t}: a responder request",),
 "noted":('{who} put a note on {thing} at {t} ("{words}")',),
 "snoozed":("{thing} was put on snooze by {who} at {t}","{who} chose to snooze {thing} at {t}"),
 "resolved":("{thing} was closed out at {t}, resolved automatically","at {t} {thing} auto-resolved"),
 "opened":('{who} had a PR up ({thing}, "{title}") by {t}',"{who} submitted {thing} for review at {t}","{thing} was opened at {t} by {who}"),
 "pull_commented":('{who} left a comment on {thing} at {t}: "{words}"',),
 "rejected":("{who}, reviewing {thing}, asked for changes at {t}","{thing} was rejected by {who} at {t}"),
 "closed":("{who} closed {thing} without merging it at {t}",),
 "approved":("{thing} got the thumbs-up from {who} at {t}","{who} gave {thing} an approving review at {t}","an approval for {thing} came from {who} at {t}"),
 "merged":("{thing} went in at {t}, merged by {who}","{who} pressed the merge button on {thing} at {t}","{thing} was merged into main at {t} by {who}"),
 "deploy_started":("a deployment of {thing} to {more} was started at {t}",),
 "deployed":("{thing} had been deployed to {more} at {t}","the deploy of {thing} to {more} completed at {t}","{thing} reached {more} at {t} when the deployment succeeded"),
 "deploy_failed":("the {more} deployment of {thing} failed at {t}",),
 "run_opened":("{who} triggered {thing} in the {more} workspace at {t}",),
 "planned":("the plan for {thing} was ready at {t}","{thing} was planned at {t}"),
 "discarded":("{thing} ended up discarded at {t}",),
 "confirmed":("{who} clicked confirm on {thing} at {t}","{thing} was confirmed at {t} by {who}"),
 "run_failed":("{thing} failed at {t}","the run {thing} ended in an error at {t}"),
 "applied":("the changes of {thing} were applied at {t}","{thing} finished its apply at {t}"),
 "build_started":('"{title}" was started for {thing} by {who} at {t}',),
 "built":('"{title}" passed for {thing} at {t}','the "{title}" workflow of {thing} succeeded at {t}'),
 "build_failed":('the "{title}" build of {thing} failed at {t}',),
 "released":("{thing} of {more} was released by {who} at {t}",),
 "said":('{who} posted "{words}" at {t}','at {t}, {who} commented in {more} that "{words}"','we read from {who} at {t}: "{words}"'),
 "ticket_created":('{who} raised {thing}, "{title}", at {t}',"a follow-up ticket, {thing}, was opened by {who} at {t}"),
 "ticket_assigned":("{thing} was assigned at {t} to {whom}",),
 "ticket_moved":("{who} moved {thing} from To Do to {more} at {t}",),
 "first_seen":("{thing} showed up in Sentry for the first time at {t}","Sentry first reported {thing} at {t}"),
 "error_resolved":("{thing} was closed in Sentry by {who} at {t}","{who} resolved {thing} in Sentry at {t}"),
}, time=new_york,
    frame=Framed(),
)  # fmt: skip


HANDLES = copy(RETRO)
for field, value in (("name", "retro, by handles"), ("called", handle), ("time", kolkata)):
    object.__setattr__(HANDLES, field, value)


BULLETS = Hand("llm bullets",{
 "alerted":("Datadog monitor **{thing}** enters alert state{group}","The {thing} alert fires{group}"),
 "recovered":("**{thing}** recovers{group}","The {thing} monitor returns to a healthy state{group}"),
 "warned":("**{thing}** enters warning state{group}","Warning raised by {thing}{group}"),
 "triggered":('PagerDuty {thing} is opened ("{title}")',"{thing} is triggered"),
 "assigned":("{thing} is automatically assigned to {whom}",),
 "notified":("{whom} is paged for {thing}","PagerDuty pages {whom} ({thing})"),
 "acknowledged":("{who} acknowledges the page ({thing})","{thing} acknowledged — {who} begins investigating"),
 "escalated":("{who} escalates {thing} to {whom}",),
 "requested":("{who} requests help from {whom} on {thing}",),
 "noted":("{who} adds a note to {thing}: “{words}”",),
 "snoozed":("{who} snoozes {thing} while focusing on the main issue",),
 "resolved":("{thing} is automatically resolved","{thing} resolves"),
 "opened":("{who} opens a pull request ({thing}) titled “{title}”","{who} creates PR {thing}"),
 "pull_commented":("{who} comments on {thing}: “{words}”",),
 "rejected":("{who} requests changes to {thing}",),
 "closed":("{who} closes {thing} unmerged",),
 "approved":("{who} reviews and approves {thing}","{thing} receives an approval from {who}"),
 "merged":("{thing} is merged by {who}","{who} merges {thing} into main"),
 "deploy_started":("Deployment of {thing} to {more} begins",),
 "deployed":("Deployment of {thing} to {more} completes successfully","{thing} is deployed to {more}"),
 "deploy_failed":("Deployment of {thing} to {more} fails",),
 "run_opened":("Terraform run {thing} is queued in {more} by {who}",),
 "planned":("Terraform plan for {thing} completes",),
 "discarded":("{thing} is discarded",),
 "confirmed":("{who} confirms the apply of {thing}",),
 "run_failed":("{thing} errors",),
 "applied":("Terraform apply ({thing}) completes","{thing} is applied"),
 "build_started":('CI workflow "{title}" is started by {who} on {thing}',),
 "built":('CI workflow "{title}" succeeds on {thing}',),
 "build_failed":('CI workflow "{title}" fails on {thing}',),
 "released":("{who} publishes release {thing} of {more}",),
 "said":("{who} reports in {more}: “{words}”","{who} states: “{words}”"),
 "ticket_created":("{who} files {thing} (“{title}”)",),
 "ticket_assigned":("{thing} is assigned to {whom}",),
 "ticket_moved":("{thing} transitions to {more} ({who})",),
 "first_seen":("Sentry reports the first occurrence of {thing}","New Sentry issue {thing} appears"),
 "error_resolved":("{who} marks {thing} as resolved in Sentry",),
},time=lambda m:f"{m:%H:%M} UTC",frame="- **{t}** — {said}.",
)  # fmt: skip


EMAIL = Hand("email",{
 "alerted":("Our {thing} monitor had gone into alert{group} at {t}","At {t} Datadog raised an alert for {thing}{group}"),
 "recovered":("At {t} Datadog reported that {thing} had recovered{group}","{thing} cleared{group} at {t}, to everyone's relief"),
 "warned":("At {t} there was a warning on {thing}{group}",),
 "triggered":("At {t} this became {thing} in PagerDuty, which was triggered automatically",),
 "assigned":("{thing} had been assigned to {whom} at {t}",),
 "notified":("{whom} got paged at {t} for {thing}",),
 "acknowledged":("{whom}{who} was quick to respond and acknowledged {thing} at {t}","It was {who} who acknowledged {thing} at {t}","{thing} had been acknowledged by {who} by {t}"),
 "escalated":("Unsure what to do, {who} escalated {thing} to {whom} at {t}",),
 "requested":("{who} asked for help from {whom} via {thing} at {t}",),
 "noted":("{who}'s note on {thing} at {t} reads \"{words}\"",),
 "snoozed":("{thing}, being less urgent, was snoozed by {who} at {t}",),
 "resolved":("Finally, at {t}, {thing} was resolved",),
 "opened":("The pull request {thing} ({title}) was opened by {who} at {t}","To that end {who} opened {thing} at {t}"),
 "pull_commented":('"{words}", commented {who} on {thing} at {t}',),
 "rejected":("{who} was not happy with {thing} and requested changes at {t}",),
 "closed":("{thing} was closed by {who} at {t} in favour of another approach",),
 "approved":("{thing} was reviewed by {who}, who approved it at {t}","With {who}'s approval at {t}, {thing} was good to go"),
 "merged":("{who} went ahead and merged {thing} at {t}","{thing} was then merged at {t} by {who}"),
 "deploy_started":("The deployment of {thing} to {more} was kicked off at {t}",),
 "deployed":("{thing} went live in {more} at {t}","By {t}, {thing} had been successfully deployed to {more}"),
 "deploy_failed":("The deployment of {thing} to {more} failed at {t}, unfortunately",),
 "run_opened":("{who} created the run {thing} in the workspace {more} at {t}",),
 "planned":("The plan of {thing} finished at {t}",),
 "discarded":("{thing} was eventually discarded at {t}",),
 "confirmed":("At {t}, having looked at the plan, {who} confirmed {thing}",),
 "run_failed":("At {t} {thing} errored",),
 "applied":("{thing} had been applied by {t}","The apply of {thing} completed at {t}"),
 "build_started":('At {t} {who} started "{title}" for {thing}',),
 "built":('"{title}" on {thing} passed at {t}',),
 "build_failed":('"{title}" on {thing} failed at {t}, which was unrelated',),
 "released":("{who} published {thing} of {more} at {t}",),
 "said":('{who} wrote in {more} at {t} that "{words}"',"\"{words}\" was {who}'s message at {t}"),
 "ticket_created":("{who} has since opened {thing} ({title}); that was at {t}",'{thing} ("{title}") was filed by {who} at {t}'),
 "ticket_assigned":("{whom} was assigned {thing} at {t}",),
 "ticket_moved":("At {t} {who} moved {thing} to {more}",),
 "first_seen":("Sentry had first seen {thing} at {t}",),
 "error_resolved":("{who} closed {thing} in Sentry at {t}",),
},time=athens,frame="{said}.",
)  # fmt: skip


LATEST = (RETRO, HANDLES, BULLETS, EMAIL)
