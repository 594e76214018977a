"""True sentences in several hands, from the fields of what was told; a hand is a table from acts to templates.

`{t}` is the time, `{T}` the time at a sentence's beginning, `{who}` and `{whom}` people as the hand calls them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


def first(name):
    return name.split()[0]


@dataclass(frozen=True)
class Hand:
    """A way to write.

    Attributes:
        name: what it is called.
        time: how a time stands in a sentence.
        called: what people are called.
        says: by act, the sentences.
        frame: what stands around each sentence.
    """

    name: str
    says: dict[str, tuple[str, ...]]
    time: Callable = lambda moment: f"{moment:%H:%M} UTC"
    called: Callable = lambda name: name
    frame: str = "{said}"
    head: str = ""
    things: Callable = field(default=lambda told: told.thing)

    def write(self, told, chance):
        """The sentence, or None where this hand does not speak of such acts."""
        templates = self.says.get(told.what)
        if not templates:
            return None
        group = f" for {told.more}" if told.what in ("alerted", "recovered", "warned") and told.more else ""
        said = chance.choice(templates).format(
            who=self.called(told.who) if told.who else "", whom=self.called(told.whom) if told.whom else "", thing=self.things(told),
            more=told.more, words=told.words, title=told.title, group=group, t=self.time(told.time),
        )  # fmt: skip
        return self.frame.format(said=said, t=self.time(told.time), who=self.called(told.who) if told.who else "")


OWN = Hand(
    "our own words",
    {
        "alerted": ('Datadog monitor "{thing}" alerted{group}',), "recovered": ('Datadog monitor "{thing}" recovered{group}',), "warned": ('Datadog monitor "{thing}" warned{group}',),
        "triggered": ('PagerDuty {thing} "{title}" triggered',), "assigned": ('PagerDuty {thing} "{title}" assigned to {whom}',),
        "notified": ('PagerDuty notified {whom} by push of PagerDuty {thing} "{title}"',), "acknowledged": ('PagerDuty {thing} "{title}" acknowledged by {who}',),
        "escalated": ('PagerDuty {thing} "{title}" escalated to {whom} by {who}',), "requested": ('{who} requested {whom} to respond to PagerDuty {thing} "{title}"',),
        "noted": ('{who} noted on PagerDuty {thing} "{title}": "{words}"',), "snoozed": ('PagerDuty {thing} "{title}" snoozed by {who}',), "resolved": ('PagerDuty {thing} "{title}" resolved by Datadog',),
        "opened": ("Pull request opened by {who}: {title} ({thing})",), "pull_commented": ('{who} commented on {thing}: "{words}"',),
        "rejected": ("Pull request returned with changes requested by {who} ({thing})",), "closed": ("Pull request closed by {who} ({thing})",),
        "approved": ("Pull request approved by {who} ({thing})",), "merged": ("Pull request merged by {who} ({thing})",),
        "deploy_started": ("Deployment of {thing} to {more} started by shipit[bot]",), "deployed": ("Deployment of {thing} to {more} succeeded",), "deploy_failed": ("Deployment of {thing} to {more} failed",),
        "run_opened": ("Terraform run created by {who} in {more} ({thing})",), "planned": ("Terraform plan finished in {more} ({thing})",), "discarded": ("Terraform run discarded in {more} ({thing})",),
        "confirmed": ("Terraform run confirmed by {who} in {more} ({thing})",), "run_failed": ("Terraform run errored in {more} ({thing})",), "applied": ("Terraform apply finished in {more}: {title} ({thing})",),
        "build_started": ('Workflow "{title}" of {thing} started by {who} on main',), "built": ('Workflow "{title}" of {thing} succeeded on main',), "build_failed": ('Workflow "{title}" of {thing} failed on main',),
        "released": ("Release {thing} of {more} published by {who}",), "said": ('{who} says "{words}"',),
        "ticket_created": ('Jira ticket {thing} "{title}" created by {who}',), "ticket_assigned": ('Jira ticket {thing} "{title}" assigned to {whom} by {who}',),
        "ticket_moved": ('Jira ticket {thing} "{title}" moved from To Do to {more} by {who}',), "first_seen": ('Sentry issue {thing} "{title}" was first seen',), "error_resolved": ('Sentry issue {thing} "{title}" was resolved by {who}',),
    },
    time=lambda moment: f"{moment:%H:%M} Z",
    frame="- <{t}>: {said}",
)  # fmt: skip

NARRATIVE = Hand(
    "narrative",
    {
        "alerted": ('At {t} the "{thing}" monitor alerted{group}.', "The monitor {thing} went into alert{group} at {t}."),
        "recovered": ('The "{thing}" monitor recovered{group} at {t}.',),
        "warned": ('At {t}, "{thing}" warned{group}.',),
        "triggered": ("PagerDuty {thing} was triggered at {t}.", "At {t} PagerDuty opened {thing}."),
        "assigned": ("{thing} was assigned to {whom} at {t}.",),
        "notified": ("At {t} PagerDuty paged {whom} about {thing}.", "{whom} was paged for {thing} at {t}."),
        "acknowledged": ("{who} acknowledged {thing} at {t}.", "At {t}, {who} acked {thing}."),
        "escalated": ("{who} escalated {thing} to {whom} at {t}.",),
        "requested": ("At {t}, {who} requested {whom} to respond to {thing}.",),
        "noted": ('At {t} {who} noted on {thing}: "{words}".',),
        "snoozed": ("{who} snoozed {thing} at {t}.",),
        "resolved": ("{thing} was resolved at {t}.",),
        "opened": ("At {t}, {who} opened {thing}.", "{who} opened pull request {thing} ({title}) at {t}."),
        "pull_commented": ('{who} commented "{words}" on {thing} at {t}.',),
        "rejected": ("{who} requested changes on {thing} at {t}.",),
        "closed": ("{who} closed {thing} at {t}.",),
        "approved": ("At {t} {who} approved {thing}.", "{who} approved {thing} at {t}."),
        "merged": ("{who} merged {thing} at {t}.", "At {t}, {who} merged {thing}."),
        "deploy_started": ("At {t} the deployment of {thing} to {more} started.",),
        "deployed": ("{thing} was deployed to {more} at {t}.",),
        "deploy_failed": ("The deployment of {thing} to {more} failed at {t}.",),
        "run_opened": ("{who} created Terraform run {thing} in {more} at {t}.",),
        "planned": ("The plan of {thing} finished at {t}.",),
        "discarded": ("{thing} was discarded at {t}.",),
        "confirmed": ("{who} confirmed {thing} at {t}.",),
        "run_failed": ("The Terraform run {thing} failed at {t}.",),
        "applied": ("Terraform applied {thing} in {more} at {t}.", "At {t} the apply of {thing} finished ({title})."),
        "build_started": ('At {t} {who} started the "{title}" workflow of {thing}.',),
        "built": ('The "{title}" workflow of {thing} succeeded at {t}.',),
        "build_failed": ('The "{title}" build of {thing} failed at {t}.',),
        "released": ("{who} published release {thing} of {more} at {t}.",),
        "said": ('At {t}, {who} wrote "{words}" in {more}.', '{who} said "{words}" at {t}.'),
        "ticket_created": ("{who} created {thing} at {t}.",),
        "ticket_assigned": ("{who} assigned {thing} to {whom} at {t}.",),
        "ticket_moved": ("At {t} {who} moved {thing} to {more}.",),
        "first_seen": ("Sentry issue {thing} was first seen at {t}.",),
        "error_resolved": ("{who} resolved {thing} at {t}.",),
    },
    called=first,
)  # fmt: skip

FORMAL = Hand(
    "formal",
    {
        "alerted": ('An alert of the monitor "{thing}"{group} was triggered at {t}.',),
        "recovered": ('At {t}, the monitor "{thing}"{group} returned to normal.',),
        "warned": ('A warning of the monitor "{thing}"{group} was raised at {t}.',),
        "triggered": ('At {t}, PagerDuty {thing} ("{title}") was opened.',),
        "assigned": ("At {t}, {thing} was assigned to {whom}.",),
        "notified": ("{whom} was notified of {thing} at {t}.",),
        "acknowledged": ("At {t}, {thing} was acknowledged by {who}.",),
        "escalated": ("At {t}, {thing} was escalated to {whom} by {who}.",),
        "requested": ("{whom} was requested by {who} to respond to {thing} at {t}.",),
        "noted": ('A note was added to {thing} by {who} at {t}: "{words}"',),
        "snoozed": ("{thing} was snoozed by {who} at {t}.",),
        "resolved": ("At {t}, {thing} was resolved by the integration.",),
        "opened": ("At {t}, the pull request {thing} was opened by {who}.",),
        "pull_commented": ('At {t}, the following comment was left on {thing} by {who}: "{words}"',),
        "rejected": ("Changes were requested on {thing} by {who} at {t}.", "{thing} was rejected by {who} at {t}."),
        "closed": ("At {t}, {thing} was closed by {who} without being merged.",),
        "approved": ("The pull request {thing} was approved by {who} at {t}.", "Approval of {thing} was given by {who} at {t}."),
        "merged": ("At {t}, {thing} was merged by {who}.",),
        "deploy_started": ("A deployment of {thing} to {more} was started at {t}.",),
        "deployed": ("At {t}, the deployment of {thing} to {more} was completed.",),
        "deploy_failed": ("At {t}, a deployment of {thing} to {more} failed.",),
        "run_opened": ("At {t}, the Terraform run {thing} was created by {who}.",),
        "planned": ("The Terraform plan of {thing} was completed at {t}.",),
        "discarded": ("At {t}, the Terraform run {thing} was discarded.",),
        "confirmed": ("The Terraform run {thing} was confirmed by {who} at {t}.",),
        "run_failed": ("At {t}, the Terraform run {thing} errored in {more}.",),
        "applied": ("The Terraform run {thing} was applied at {t}: {title}.",),
        "build_started": ('The workflow "{title}" of {thing} was started by {who} at {t}.',),
        "built": ('At {t}, the workflow "{title}" of {thing} passed.',),
        "build_failed": ('At {t}, the workflow "{title}" of {thing} failed.',),
        "released": ("Release {thing} of {more} was published by {who} at {t}.",),
        "said": ('At {t}, {who} reported in {more}: "{words}"',),
        "ticket_created": ('The ticket {thing} ("{title}") was created by {who} at {t}.',),
        "ticket_assigned": ("At {t}, {thing} was assigned to {whom} by {who}.",),
        "ticket_moved": ('{thing} was moved to "{more}" by {who} at {t}.',),
        "first_seen": ('The error {thing} ("{title}") was first seen at {t}.',),
        "error_resolved": ("The Sentry issue {thing} was resolved by {who} at {t}.",),
    },
)  # fmt: skip

TERSE = Hand(
    "terse",
    {
        "alerted": ("{thing} alerted{group}",), "recovered": ("{thing} recovered{group}",), "warned": ("{thing} warned{group}",),
        "triggered": ("{thing} triggered",), "assigned": ("{thing} assigned to {whom}",), "notified": ("{whom} paged, {thing}",), "acknowledged": ("{thing} acked ({who})",),
        "escalated": ("{thing} escalated to {whom}",), "noted": ('{who} on {thing}: "{words}"',), "snoozed": ("{thing} snoozed ({who})",), "resolved": ("{thing} resolved",),
        "opened": ("{thing} opened by {who}",), "pull_commented": ('{who} on {thing}: "{words}"',), "rejected": ("{thing}: changes requested by {who}",), "closed": ("{thing} closed ({who})",),
        "approved": ("{thing} approved ({who})",), "merged": ("{thing} merged, {who}",), "deploy_started": ("{thing} deploy to {more} started",), "deployed": ("{thing} deployed to {more}",), "deploy_failed": ("{thing} deploy to {more} failed",),
        "run_opened": ("{thing} created, {who}",), "planned": ("{thing} planned",), "discarded": ("{thing} discarded",), "confirmed": ("{thing} confirmed by {who}",), "run_failed": ("{thing} errored",), "applied": ("{thing} applied",),
        "build_started": ('{thing} "{title}" started',), "built": ('{thing} "{title}" passed',), "build_failed": ('{thing} "{title}" failed',), "released": ("{thing} released",), "said": ('{who}: "{words}"',),
        "ticket_created": ("{thing} created ({who})",), "ticket_assigned": ("{thing} assigned to {whom}",), "ticket_moved": ("{thing} moved to {more}",), "first_seen": ("{thing} first seen",), "error_resolved": ("{thing} resolved by {who}",),
    },
    time=lambda moment: f"{moment:%H:%M} Z",
    called=first,
    frame="- {t} {said}",
)  # fmt: skip

TABLE = Hand(
    "table",
    {
        "alerted": ('Monitor "{thing}" alerted{group}',), "recovered": ('Monitor "{thing}" recovered{group}',), "warned": ('Monitor "{thing}" warned{group}',), "triggered": ("{thing} triggered",),
        "acknowledged": ("Acknowledged {thing}",), "snoozed": ("Snoozed {thing}",), "resolved": ("{thing} resolved",), "opened": ("Opened {thing}",), "rejected": ("Requested changes on {thing}",),
        "closed": ("Closed {thing}",), "approved": ("Approved {thing}",), "merged": ("Merged {thing}",), "deployed": ("Deployment of {thing} to {more} succeeded",), "deploy_failed": ("Deployment of {thing} to {more} failed",),
        "run_opened": ("Created {thing}",), "confirmed": ("Confirmed {thing}",), "applied": ("Apply of {thing} finished",), "run_failed": ("{thing} failed",), "discarded": ("{thing} discarded",),
        "said": ('"{words}"',), "ticket_created": ("Created {thing}",), "error_resolved": ("Resolved {thing}",), "escalated": ("Escalated {thing} to {whom}",),
    },
    time=lambda moment: f"{moment:%H:%M}",
    frame="| {t} | {who} | {said} |",
    head="| Time (UTC) | Who | What |\n|---|---|---|\n",
)  # fmt: skip

HANDS = (OWN, NARRATIVE, FORMAL, TERSE, TABLE)

#: Hands that were written after the rules, and never tuned on: other words, other orders, other ways to say a time.
CHRONICLE = Hand(
    "chronicle",
    {
        "alerted": ("The first sign came at {t}, when the {thing} monitor fired{group}.", "Datadog's \"{thing}\" monitor went off at {t}{group}."),
        "recovered": ("By {t} the {thing} monitor had cleared{group}.", "It was {t} when {thing} recovered{group}."),
        "warned": ("A {thing} warning fired at {t}{group}.",),
        "triggered": ("This opened PagerDuty {thing} at {t}.", "PagerDuty raised {thing} ({title}) at {t}."),
        "assigned": ("The page, {thing}, went to {whom} ({t}).", "{thing} landed with {whom}, who was assigned at {t}."),
        "notified": ("{whom}'s phone rang at {t}: they had been paged for {thing}.", "PagerDuty notified {whom} of {thing} at {t}."),
        "acknowledged": ("It took until {t} for {who} to acknowledge {thing}.", "{who}, who was on call, acknowledged {thing} at {t}.", "{who} had acked {thing} by {t}."),
        "escalated": ("At {t} {who} decided not to wait and escalated {thing} to {whom}.", "{thing} got escalated to {whom} by {who} at {t}."),
        "requested": ("{who} asked {whom} to join {thing} at {t}.",),
        "noted": ('{who} left a note on {thing} at {t} saying "{words}".',),
        "snoozed": ("At {t} {who} hit snooze on {thing}.", "{who} snoozed {thing} ({t})."),
        "resolved": ("{thing} resolved itself at {t}.", "PagerDuty closed {thing} at {t}."),
        "opened": ('{who} put up {thing}, "{title}", at {t}.', "At {t}, a pull request ({thing}) was raised by {who}."),
        "pull_commented": ('On {thing}, {who} commented at {t}: "{words}".', '"{words}", {who} commented on {thing} at {t}.'),
        "rejected": ("{who} sent {thing} back at {t}, asking for changes.", "{who} reviewed {thing} at {t} and requested changes."),
        "closed": ("{thing} was abandoned: {who} closed it at {t}.",),
        "approved": ("{who} reviewed and approved {thing} at {t}.", "{thing} got its approval from {who} at {t}.", "{who} signed off on {thing} at {t}."),
        "merged": ("{thing} landed at {t} (merged by {who}).", "With that, {who} hit merge on {thing} at {t}.", "{who} then merged {thing}; this was at {t}."),
        "deploy_started": ("The rollout of {thing} to {more} began at {t}.", "{t}: {thing} starts deploying to {more}."),
        "deployed": ("{thing} finished deploying to {more} at {t}.", "{thing} was live in {more} at {t}; the deploy had succeeded."),
        "deploy_failed": ("Deploying {thing} to {more} failed at {t}.",),
        "run_opened": ("{who} kicked off {thing} in {more} at {t}.",),
        "planned": ("{thing} finished planning at {t}.",),
        "discarded": ("The run ({thing}) was thrown away at {t}: it was discarded.",),
        "confirmed": ("{who} gave {thing} the go-ahead and confirmed it at {t}.",),
        "run_failed": ("{thing} errored out at {t}.",),
        "applied": ("{thing} was through at {t}, the apply having finished.", "At {t} Terraform finished applying {thing}: {title}."),
        "build_started": ('{who} kicked off "{title}" on {thing} at {t}.',),
        "built": ('"{title}" went green on {thing} at {t}.',),
        "build_failed": ('"{title}" went red on {thing} at {t}.', 'The "{title}" pipeline broke for {thing} at {t}.'),
        "released": ("{who} cut {thing} of {more} at {t}.",),
        "said": ('"{words}", {who} wrote at {t}.', '{who} chimed in at {t} with "{words}".', 'In {more} at {t}, {who} asked: "{words}"', "At {t} {who} told the channel: “{words}”."),
        "ticket_created": ("{who} filed {thing} ({title}) at {t}.", "For this, {who} opened {thing} at {t}."),
        "ticket_assigned": ("{thing} was handed to {whom} at {t}.",),
        "ticket_moved": ("{who} put {thing} in progress at {t}.", "{thing} was set to {more} by {who} at {t}."),
        "first_seen": ("{thing} first appeared in Sentry at {t}.",),
        "error_resolved": ("{who} marked {thing} as resolved at {t}.",),
    },
    time=lambda moment: f"{moment.hour % 12 or 12}:{moment:%M} {'pm' if moment.hour > 11 else 'am'} UTC",
)  # fmt: skip

BULLETIN = Hand(
    "bulletin",
    {
        "alerted": ("Alert: {thing}{group}", "{thing} alert triggered{group}"), "recovered": ("Recovery of {thing}{group}", "{thing} back to OK{group}"), "warned": ("Warning: {thing}{group}",),
        "triggered": ("New page: {thing}, {title}", "PD {thing} opened"), "acknowledged": ("Ack by {who} ({thing})", "{who} acks {thing}"), "assigned": ("{thing} → assigned to {whom}",), "notified": ("Page to {whom} for {thing}",),
        "escalated": ("Escalation of {thing} to {whom} by {who}",), "snoozed": ("{who} snoozes {thing}",), "resolved": ("{thing} closed", "Resolution of {thing}"), "opened": ("{who} opens {thing}", "New PR {thing} by {who}"),
        "rejected": ("{who} requests changes on {thing}",), "closed": ("{who} closes {thing}",), "approved": ("{who} approves {thing}", "Approval by {who} on {thing}"), "merged": ("{who} merges {thing}", "Merge of {thing} by {who}"),
        "deployed": ("Deploy of {thing} to {more} done", "{thing} shipped to {more}"), "deploy_failed": ("Deploy of {thing} to {more} failed",), "deploy_started": ("Deploy of {thing} to {more} starts",),
        "run_opened": ("{who} starts {thing}",), "planned": ("Plan of {thing} done",), "discarded": ("{thing} discarded",), "confirmed": ("{who} confirms {thing}",), "applied": ("Apply of {thing} done",), "run_failed": ("{thing} fails",),
        "build_started": ('{who} starts "{title}" on {thing}',), "built": ('"{title}" passes on {thing}',), "build_failed": ('"{title}" fails on {thing}',), "released": ("{thing} of {more} released by {who}",),
        "said": ('{who} - "{words}"', '{who} in {more}: "{words}"'), "ticket_created": ("{who} opens {thing}",), "ticket_moved": ("{who} moves {thing} to {more}",), "first_seen": ("New Sentry error {thing}",), "error_resolved": ("{who} resolves {thing}",),
    },
    time=lambda moment: f"{moment:%H:%M}Z",
    called=first,
    frame="* **{t}** - {said}",
)  # fmt: skip

LATE = (CHRONICLE, BULLETIN)
