"""Small worlds of people: profiles of several services, and events in which they act."""

import timeline as tl
from support_events import WINDOW, event
from timeline.model.event import Actor
from timeline.model.profile import Profile


def profile(ref, name=None, email=None, **more):
    """What a service states of `source:id`."""
    source, _, key = ref.partition(":")
    return Profile(source, key, name=name, email=email, **more)


def acted(ref, name=None, kind="person", **more):
    """An event in which `source:id` acted."""
    source, _, key = ref.partition(":")
    made = Actor(id=key or None, name=name, kind=kind)
    return event(f"{key}/{name}", source=source, actor=made, **more)


def world(*profiles, events=(), **more):
    """A record with those profiles, each of whom acted."""
    own = [acted(each.ref, each.name, each.kind) for each in dict.fromkeys(profiles)]
    unique = {each.id: each for each in (*own, *events)}
    return tl.Timeline(WINDOW, unique.values(), profiles=profiles, **more)


def groups(people):
    """The ids of each row that has several."""
    return {frozenset(row.ids) for row in people if len(row.ids) > 1}


def reasons(people):
    """By id, why it could not be joined."""
    return {ref: each.why for each in people.left for ref in each.ids}
