"""Sentences that weave three events of one thing into one, with one error in some of them."""

from __future__ import annotations

from datetime import timedelta

_SAID = {1: "one minute", 2: "two minutes", 3: "three minutes", 4: "four minutes", 5: "five minutes", 10: "ten minutes"}
PULL = (
    "{one} opened {thing} at {t1}, {two} approved it {length} later, and {three} merged it at {t3}.",
    "{thing} was opened by {one} at {t1}, was approved {length} later by {two} and was merged at {t3} by {three}.",
    "At {t1}, {one} opened {thing}, which {two} approved {length} later and {three} merged at {t3}.",
    "{two} approved {thing} {length} after {one} had opened it, and at {t3} it was merged by {three}.",
)
PAGE = (
    "{thing} was triggered at {t1}, {two} acknowledged it {length} later, and it was resolved at {t3}.",
    "It took {two} {length} to acknowledge {thing}, which was resolved at {t3}.",
    "{thing} was open from {t1} to {t3}, and {two} acknowledged it {length} after it was triggered.",
)
RUN = (
    "The plan of {thing} finished at {t1}, {two} confirmed it at {t2} and it was applied at {t3}.",
    "After {two} had confirmed {thing} at {t2}, it was applied at {t3}.",
    "{two} confirmed {thing} at {t2} (the plan had finished at {t1}); the apply finished at {t3}.",
)
WOVEN = (
    (("opened", "approved", "merged"), PULL),
    (("triggered", "acknowledged", "resolved"), PAGE),
    (("planned", "confirmed", "applied"), RUN),
)


def woven(world, chance):
    """Sentences of a world, each with the kind of its error, empty where it is true."""
    by_thing = {}
    for told in world.told:
        by_thing.setdefault(told.thing, {}).setdefault(told.what, []).append(told)
    for acts in by_thing.values():
        for names, templates in WOVEN:
            events = [acts[name][0] for name in names if len(acts.get(name, ())) == 1]
            if len(events) == len(names) and _minutes(*events[:2]):
                yield from _sentences(events, templates, world, chance)


def _sentences(events, templates, world, chance):
    one, two, three = events
    minutes = _minutes(one, two)
    other = chance.choice([name for name in world.people if name != two.who])
    for template in templates:
        yield "", _said(template, one, two, three, minutes)
        yield "another person", _said(template, one, two.but(who=other), three, minutes)
        yield "another time", _said(template, one, two, three.but(time=three.time + timedelta(minutes=3)), minutes)
        if "{length}" in template:
            yield "another duration", _said(template, one, two, three, minutes + 4)


def _said(template, one, two, three, minutes):
    times = {f"t{place}": f"{told.time:%H:%M} UTC" for place, told in enumerate((one, two, three), 1)}
    length = _SAID.get(minutes, f"{minutes} minutes")
    return template.format(thing=one.thing, one=one.who, two=two.who, three=three.who, length=length, **times)


def _minutes(one, two):
    return int((two.time.replace(second=0) - one.time.replace(second=0)).total_seconds() // 60)
