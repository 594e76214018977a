"""The corpus: true sentences from records by seed, and the same with one planted error each, whose kind is known."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from claim_hands import HANDS
from claim_worlds import World

from timeline.curation.ids import LEAST, id_of

INVENTED = ("Marlowe Finch", "Tabitha Quill", "Osric Vane", "Petronella Marsh")
#: By act, what it may be mistaken for.
OTHER_ACTS = {
    "approved": ("rejected", "merged", "closed"), "rejected": ("approved", "merged"), "merged": ("approved", "closed"), "closed": ("merged", "approved"), "opened": ("merged", "closed"),
    "alerted": ("recovered", "warned"), "recovered": ("alerted", "warned"), "warned": ("alerted",), "triggered": ("resolved",), "acknowledged": ("snoozed", "resolved"), "resolved": ("triggered", "acknowledged"),
    "snoozed": ("acknowledged",), "escalated": ("assigned",), "deployed": ("deploy_failed", "deploy_started"), "deploy_failed": ("deployed",), "deploy_started": ("deploy_failed",), "confirmed": ("discarded",),
    "applied": ("run_failed", "discarded"), "run_failed": ("applied",), "discarded": ("applied", "confirmed"), "planned": ("applied", "discarded"), "run_opened": ("confirmed", "applied"), "built": ("build_failed",), "build_failed": ("built",),
    "ticket_created": ("ticket_moved",), "first_seen": ("error_resolved",), "error_resolved": ("first_seen",),
}  # fmt: skip
CLASSES = (
    "one minute",
    "seven minutes",
    "another person",
    "an invented person",
    "another verb",
    "another number",
    "an altered quotation",
    "another thing",
)


@dataclass(frozen=True)
class Case:
    """A sentence of the corpus.

    Attributes:
        hand: who wrote it.
        planted: the kind of error in it; empty where it is true.
        text: the sentence, with what it needs around it.
        cites: whether it cites its event.
    """

    hand: str
    planted: str
    text: str
    cites: bool


def corpus(seed, hands=HANDS, world=World):
    """The world of that seed, and its sentences."""
    made = world(seed)
    chance = random.Random(seed)
    cases = []
    for told in made.told:
        for hand in hands:
            if hand.write(told, chance) is None:
                continue
            for planted, other in ((("", told)), *errors(made, told, chance)):
                said = hand.write(other, chance)
                if said is None or (planted and said == hand.write(told, chance)):
                    continue
                for cites in (False, True):
                    if planted and not cites and true(made, other, hand):
                        continue
                    cases.append(Case(hand.name, planted, hand.head + _with(said, told.id if cites else ""), cites))
    if hands is HANDS or len(hands) > 1:
        cases += composed(made, seed)
    return made, cases


def _with(said, key):
    """The sentence with its citation, before the full stop or the end of the row."""
    if not key:
        return said
    short = f" ^{id_of(key)[: LEAST + 6]}"
    if said.endswith(" |"):
        return f"{said[:-2]}{short} |"
    return f"{said[:-1]}{short}." if said.endswith(".") else said + short


def errors(world, told, chance):
    """What the event tells, with one thing wrong, each by its kind."""
    yield "one minute", told.but(time=told.time + timedelta(minutes=chance.choice((-1, 1))))
    yield "seven minutes", told.but(time=told.time + timedelta(minutes=chance.choice((-7, 7))))
    place = "who" if told.who else "whom" if told.whom else ""
    if place:
        yield (
            "another person",
            told.but(**{place: chance.choice([name for name in world.people if name not in (told.who, told.whom)])}),
        )
        yield "an invented person", told.but(**{place: chance.choice(INVENTED)})
    if told.what in OTHER_ACTS:
        other = told.but(what=chance.choice(OTHER_ACTS[told.what]))
        yield (
            "another verb",
            other if other.who or not _needs(other.what) else other.but(who=chance.choice(world.people)),
        )
    if re.search(r"\d", told.thing) and not told.thing.startswith("run-"):
        yield (
            "another number",
            told.but(thing=re.sub(r"\d+(?!.*\d)", lambda found: str(int(found[0]) + chance.randint(1, 8)), told.thing)),
        )
    if told.words:
        yield "an altered quotation", told.but(words=altered(told.words, chance))
    others = sorted({each.thing for each in world.told if each.what == told.what and each.thing != told.thing})
    if others and told.thing:
        swap = chance.choice(others)
        yield "another thing", told.but(thing=swap, title=next(each.title for each in world.told if each.thing == swap))


def _needs(what):
    return what in (
        "approved",
        "rejected",
        "merged",
        "closed",
        "acknowledged",
        "snoozed",
        "confirmed",
        "error_resolved",
        "ticket_moved",
    )


def altered(words, chance):
    """The words with one of them replaced by another, or left out of their midst."""
    told = words.split()
    place = chance.randrange(1, len(told) - 1)
    if chance.random() < 0.5:
        return " ".join(told[:place] + told[place + 1 :])
    return " ".join(
        [*told[:place], chance.choice(("never", "maybe", "blue", "seventeen", "quickly")), *told[place + 1 :]]
    )


def true(world, told, hand):
    """Whether the world tells the same after all, as far as the sentence says it: then nothing is wrong with it."""
    for each in world.told:
        same = (each.what, f"{each.time:%H:%M}", each.thing) == (told.what, f"{told.time:%H:%M}", told.thing)
        if (
            same
            and (not told.who or hand.called(each.who or told.who) == hand.called(told.who))
            and told.words in each.words
        ):
            return True
    return False


#: How an act is said of a thing, where a sentence tells of two.
SAID = {
    "opened": "opened", "approved": "approved", "merged": "merged", "closed": "closed", "triggered": "triggered", "acknowledged": "acknowledged", "escalated": "escalated",
    "snoozed": "snoozed", "resolved": "resolved", "planned": "planned", "confirmed": "confirmed", "applied": "applied", "discarded": "discarded", "ticket_created": "created",
}  # fmt: skip
ORDERED = (
    "{thing} was {a} before it was {b}", "{thing} was {b} after it had been {a}", "After {thing} was {a}, it was {b}", "{thing} was first {a}, then {b}",
    "Once {thing} had been {a}, it was {b}",
)  # fmt: skip
LASTING = (
    "{thing} was {b} {length} after it was {a}",
    "{thing} was {a} and, {length} later, {b}",
    "{thing} was {a} {length} before it was {b}",
)
TIMES = {2: "twice", 3: "three times"}


def composed(world, seed):
    """Sentences of two things at once: their order, the time between them; and how often a monitor went off."""
    chance = random.Random(seed + 5)
    acts = {}
    for told in world.told:
        if told.what in SAID:
            acts.setdefault(told.thing, {}).setdefault(told.what, []).append(told)
    for thing, by_act in acts.items():
        once = sorted((told[0] for told in by_act.values() if len(told) == 1), key=lambda told: told.time)
        for one, two in pairwise(once):
            if f"{one.time:%H:%M}" != f"{two.time:%H:%M}":
                yield from _pair(thing, one, two, chance)
    yield from _counted(world)


def _pair(thing, one, two, chance):
    order, lasting = chance.choice(ORDERED), chance.choice(LASTING)
    minutes = int((two.time - one.time).total_seconds() // 60)
    for cites in (False, True):
        behind = "".join(f" ^{id_of(told.id)[: LEAST + 6]}" for told in (one, two)) if cites else ""
        yield Case("composed", "", order.format(thing=thing, a=SAID[one.what], b=SAID[two.what]) + behind + ".", cites)
        yield Case(
            "composed",
            "another order",
            order.format(thing=thing, a=SAID[two.what], b=SAID[one.what]) + behind + ".",
            cites,
        )
        for planted, count in (("", minutes), ("another duration", minutes + chance.choice((2, 3, 9)))):
            if count:
                length = "a minute" if count == 1 else f"{count} minutes"
                yield Case(
                    "composed",
                    planted,
                    lasting.format(thing=thing, a=SAID[one.what], b=SAID[two.what], length=length) + behind + ".",
                    cites,
                )


def _counted(world):
    for what in ("alerted", "warned"):
        for monitor in sorted({told.thing for told in world.told if told.what == what}):
            count = sum(told.what == what and told.thing == monitor for told in world.told)
            for planted, said in (("", count), ("another count", count + 1)):
                if said > 1:
                    yield Case(
                        "composed",
                        planted,
                        f'The "{monitor}" monitor {what} {TIMES.get(said, f"{said} times")}.',
                        False,
                    )
