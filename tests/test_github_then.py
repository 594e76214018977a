"""GitHub: what has been rewritten since is told as it was, or marked."""

import pytest

from support_github import ADA, API, GRACE, SHA, URL, change, item, read, repository
from timeline.demo.incident.facts import at
from timeline.demo.payloads.github import comment, deployment, merge, release, review, status
from timeline.sources.github.items import STEPS


def dismissed(was, *, number=7, time="18:40:00", **more):
    """A dismissal of the review of that number."""
    about = {"id": f"PRR_{number}", "fullDatabaseId": str(number), "author": ADA}
    return item("ReviewDismissedEvent", time, GRACE, previousReviewState=was, review=about, **more)


@pytest.mark.parametrize(
    ("was", "kind", "words"),
    [
        ("APPROVED", "change.approved", "Pull request approved by Ada"),
        ("CHANGES_REQUESTED", "change.rejected", "Pull request returned with changes requested by Ada"),
        ("COMMENTED", "change.reviewed", "Pull request reviewed by Ada"),
    ],
)
def test_a_dismissed_review_is_told_as_it_was(monkeypatch, was, kind, words):
    """The verdict stood until it was dismissed, also where that was after the window; the dismissal is told by itself."""
    for time, told in (("18:40:00", 1), ("20:40:00", 0)):
        items = [review(7, "DISMISSED", ADA, at("18:35:00"), URL, text="fine"), dismissed(was, time=time)]
        record = read(monkeypatch, pulls=[change(items=items)])
        (event,) = [each for each in record if "/review/" in each.id]
        assert (event.kind, event.tags["status"]) == (kind, was.lower())
        assert event.summary.startswith(words)
        assert "edited" not in event.tags
        assert len([each for each in record if "/review-dismissed/" in each.id]) == told


@pytest.mark.parametrize(
    ("was", "more", "sentence"),
    [
        ("APPROVED", {}, "Approval by Ada Lovelace dismissed by Grace Hopper (acme/api#1)"),
        ("CHANGES_REQUESTED", {}, "Request for changes by Ada Lovelace dismissed by Grace Hopper (acme/api#1)"),
        (
            "APPROVED", {"pullRequestCommit": {"commit": {"oid": SHA}}},
            "Approval by Ada Lovelace dismissed as stale after a push (abababa) by Grace Hopper (acme/api#1)",
        ),
    ],
)  # fmt: skip
def test_a_dismissal_says_what_was_dismissed(monkeypatch, was, more, sentence):
    """Whose review, of which sort, by whom, and whether a push did it; its words are the body."""
    record = read(monkeypatch, pulls=[change(items=[dismissed(was, dismissalMessage="outdated", **more)])])
    event = record.where(kind="change.updated")[0]
    assert (event.summary, event.body, event.actor.id) == (sentence, "outdated", "grace")


def test_a_dismissal_that_nothing_tells_of_is_marked(monkeypatch):
    """What the review said before is not known: that is not told as if it were."""
    (_, event) = read(monkeypatch, pulls=[change(items=[review(7, "DISMISSED", ADA, at("18:35:00"), URL)])])
    assert (event.kind, event.tags["status"], event.tags["edited"]) == ("change.reviewed", "dismissed", "true")


def test_a_pull_request_is_opened_under_its_title_of_then(monkeypatch):
    """The first renaming tells it; each renaming inside the window is an event with both titles."""
    items = [
        item("RenamedTitleEvent", "20:10:00", GRACE, previousTitle="Second", currentTitle="Change it"),
        item("RenamedTitleEvent", "18:40:00", GRACE, previousTitle="First", currentTitle="Second"),
    ]
    record = read(monkeypatch, pulls=[change(items=items)])
    assert [event.summary for event in record] == [
        "Pull request opened by Ada Lovelace: First (acme/api#1)",
        'Pull request renamed by Grace Hopper: "Second" instead of "First" (acme/api#1)',
    ]


@pytest.mark.parametrize(
    ("kind", "old", "new", "actor"),
    [
        ("BaseRefChangedEvent", "previousRefName", "currentRefName", "grace"),
        ("AutomaticBaseChangeSucceededEvent", "oldBase", "newBase", None),
    ],
)
def test_the_base_is_the_one_of_then(monkeypatch, kind, old, new, actor):
    """Events before a change of base name the old one; what GitHub changes by itself nobody did."""
    moved = item(kind, "18:40:00", GRACE, **{old: "release", new: "main"})
    items = [comment(5, ADA, at("18:35:00"), URL, "x"), moved, *merge(9, SHA, ADA, at("18:50:00"), URL)]
    record = read(monkeypatch, pulls=[change(items=items)])
    assert [event.tags["base"] for event in record] == ["release", "release", "main", "main"]
    event = record.where(kind="change.updated")[0]
    assert "main instead of release" in event.summary
    assert (event.actor and event.actor.id) == actor


EDITED = {"edited": "true", "edited_at": "2019-06-20T18:50:00Z"}


@pytest.mark.parametrize(
    ("stamp", "marked"), [("2019-06-20T18:50:00Z", True), ("2019-06-20T18:31:00Z", False), (None, False)]
)
def test_words_that_were_written_later_are_marked(monkeypatch, stamp, marked):
    """Descriptions, comments, reviews and comments on lines; a draft that was mended before it was sent is none."""
    edit = {"lastEditedAt": stamp}
    inline = comment(6, ADA, at("18:36:00"), URL, "line") | edit
    reviewed = review(7, "APPROVED", ADA, at("18:37:00"), URL, text="well") | edit | {"comments": [inline]}
    items = [comment(5, ADA, at("18:35:00"), URL, "x") | edit, reviewed]
    record = read(monkeypatch, pulls=[change(items=items, bodyText="why", **edit)])
    assert len(record) == 4
    marks = [{name: event.tags[name] for name in EDITED if name in event.tags} for event in record]
    assert marks == [EDITED if marked else {}] * 4


def test_a_release_that_was_changed_later_is_marked(monkeypatch):
    """Its name and whether it is a prerelease are told as they are now; publishing is no change."""
    plain = release(1, API, "v1", SHA, at("18:40:00")) | {"updatedAt": "2019-06-20T18:40:01Z"}
    promoted = release(2, API, "v2", SHA, at("18:41:00")) | {"updatedAt": "2019-06-20T19:41:00Z"}
    first, second = read(monkeypatch, known={API: repository(releases=[plain, promoted])})
    assert "edited" not in first.tags
    assert (second.tags["edited"], second.tags["edited_at"]) == ("true", "2019-06-20T19:41:00Z")


def test_a_deployment_is_told_with_its_environment_of_then(monkeypatch):
    """It may move to another environment: each of its states says its own."""
    states = [status("S1", "SUCCESS", at("18:45:00")) | {"environment": "production"}]
    moved = deployment(1, SHA, "production", at("18:40:00"), states) | {"originalEnvironment": "canary"}
    first, second = read(monkeypatch, known={API: repository(deployments=[moved])})
    assert (first.tags["environment"], second.tags["environment"]) == ("canary", "production")
    assert "to canary started" in first.summary


@pytest.mark.parametrize(("name", "step"), STEPS.items(), ids=list(STEPS))
def test_each_step_is_told(monkeypatch, name, step):
    """Every item that is asked for is an event with a sentence of its own, also where its fields are empty."""
    record = read(monkeypatch, pulls=[change(items=[item(name, "18:40:00", GRACE)])])
    event = record[-1]
    assert (event.kind, event.id) == (step.kind, f"github:{API}#1/{step.word}/{name}_18:40:00")
    assert step.verb in event.summary
    assert "None" not in event.summary


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("ReviewRequestedEvent", {"requestedReviewer": ADA}, "Pull request sent by Grace Hopper to Ada Lovelace for review"),
        ("ReviewRequestedEvent", {"requestedReviewer": {"__typename": "Team", "team": "core"}}, "Pull request sent by Grace Hopper to core for review"),
        ("ReviewRequestRemovedEvent", {"requestedReviewer": ADA}, "Pull request taken by Grace Hopper from Ada Lovelace, who was to review it"),
        ("AutoMergeDisabledEvent", {"reason": "New changes"}, "Pull request no longer set to merge automatically by Grace Hopper: New changes"),
        ("RemovedFromMergeQueueEvent", {"reason": "failed_checks"}, "Pull request removed from the merge queue by Grace Hopper: failed checks"),
        ("HeadRefForcePushedEvent", {"beforeCommit": {"oid": "1" * 40}, "afterCommit": {"oid": "2" * 40}}, "Pull request force-pushed by Grace Hopper from 1111111 to 2222222"),
        ("AutomaticBaseChangeFailedEvent", {"oldBase": "a", "newBase": "b"}, "Pull request not given another base branch, which failed: b instead of a"),
        ("CommentDeletedEvent", {"deletedCommentAuthor": ADA}, "Pull request relieved of a comment by Grace Hopper: one by Ada Lovelace"),
        ("LockedEvent", {"lockReason": "TOO_HEATED"}, "Pull request locked against comments by Grace Hopper: TOO HEATED"),
        ("SomethingNewEvent", {}, "Pull request updated by Grace Hopper: something new"),
    ],
)  # fmt: skip
def test_a_step_says_what_it_was(monkeypatch, kind, fields, sentence):
    """The item's own fields are in the sentence; one that is not known is told by its own name."""
    record = read(monkeypatch, pulls=[change(items=[item(kind, "18:40:00", GRACE, **fields)])])
    assert record[-1].summary == f"{sentence} (acme/api#1)"


@pytest.mark.parametrize(
    ("state", "text", "times", "told"),
    [
        ("COMMENTED", "", ["18:36:00"], False),
        ("COMMENTED", "in words", ["18:36:00"], True),
        ("APPROVED", "", ["18:36:00"], True),
        ("COMMENTED", "", [], True),
        ("COMMENTED", "", ["18:20:00"], True),
    ],
)
def test_a_review_that_says_nothing_beside_its_comments(monkeypatch, state, text, times, told):
    """Its comments tell it, where they are inside the window; a verdict or words of its own are told beside them."""
    comments = [comment(8, ADA, at(time), URL, "here") for time in times]
    reviewed = review(7, state, ADA, at("18:37:00"), URL, text=text) | {"comments": comments}
    record = read(monkeypatch, pulls=[change(items=[reviewed])])
    assert any(event.id.endswith("/review/7") for event in record) == told
    assert record.coverage[0].duplicates == int(not told)
    assert record.coverage[0].closes


def test_comments_on_lines_are_asked_for_together(monkeypatch):
    """One request for all reviews of a page that have some, and none where there are none."""
    asked = []
    inline = [comment(8, ADA, at("18:36:00"), URL, "here")]
    pulls = [
        change(n, items=[review(n, "APPROVED", ADA, at("18:37:00"), URL) | {"comments": inline}]) for n in range(1, 6)
    ]
    record = read(monkeypatch, pulls=pulls, requests=asked)
    assert len(record.where(kind="change.commented")) == 5
    assert len([each for each in asked if b"ReviewComments" in each.body]) == 1
    quiet = []
    read(monkeypatch, pulls=[change(items=[review(7, "APPROVED", ADA, at("18:37:00"), URL)])], requests=quiet)
    assert not [each for each in quiet if b"ReviewComments" in each.body]
