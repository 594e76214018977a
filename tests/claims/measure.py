"""Measures a checker on the corpus: `python tests/claims/measure.py [--seeds 100:120] [--show]`."""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from claim_blind import counted  # noqa: E402 - a script beside them
from claim_blind import drafts as blind_drafts  # noqa: E402
from claim_blind import told as told_of  # noqa: E402
from claim_corpus import CLASSES, corpus  # noqa: E402 - a script beside them
from claim_hands import HANDS, LATE  # noqa: E402
from claim_hands_latest import LATEST  # noqa: E402

from timeline.claims.check import Checker  # noqa: E402
from timeline.claims.verdict import ORDER  # noqa: E402

PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
CAUGHT = frozenset(("contradicted", "not_in_record"))


def measured(seeds, hands=HANDS, show=0, only="", part=1.0):
    """By kind of error and whether it cites, how many there are and how many were caught; by hand, the false alarms."""
    planted, caught, alarms, true, verdicts = Counter(), Counter(), defaultdict(Counter), Counter(), Counter()
    for seed in seeds:
        world, cases = corpus(seed, hands)
        checker = Checker(world.record)
        for case in cases if part == 1 else random.Random(seed).sample(cases, int(part * len(cases))):
            claim = min(checker.claims(case.text), key=lambda each: ORDER.index(each.verdict))
            if case.planted:
                planted[case.planted, case.cites] += 1
                hit = claim.verdict in CAUGHT
                caught[case.planted, case.cites] += hit
                if not hit and show and (not only or only == case.planted):
                    show -= 1
                    sys.stdout.write(
                        f"MISSED {case.planted} ({case.hand}, cites {case.cites}, seed {seed}): {case.text}\n   {claim.verdict}: {[(p.verdict, p.text, p.why) for p in claim.parts]}\n"
                    )
            else:
                true[case.hand, case.cites] += 1
                verdicts[case.hand, claim.verdict] += 1
                if claim.verdict in CAUGHT:
                    alarms[case.hand][case.cites] += 1
                if (
                    (claim.verdict in CAUGHT or claim.verdict == "not_checkable")
                    and show
                    and (not only or only == "true")
                ):
                    show -= 1
                    sys.stdout.write(
                        f"TRUE ({case.hand}, cites {case.cites}, seed {seed}): {case.text}\n   {claim.verdict}: {[(p.verdict, p.text, p.why) for p in claim.parts]}\n"
                    )
    return planted, caught, true, alarms, verdicts


def table(planted, caught, true, alarms, verdicts):
    """The same as Markdown."""
    lines = ["| planted | caught without citation | caught with it |", "|---|---|---|"]
    lines += [
        f"| {name} | {_of(caught[name, False], planted[name, False])} | {_of(caught[name, True], planted[name, True])} |"
        for name in (*CLASSES, *sorted({kind for kind, _ in planted} - set(CLASSES)))
    ]
    sums = [
        (sum(count for (_, cites), count in told.items() if cites is way))
        for way in (False, True)
        for told in (caught, planted)
    ]
    lines.append(f"| **all** | **{_of(*sums[:2])}** | **{_of(*sums[2:])}** |")
    lines += [
        "",
        "| hand | false alarms without citation | with it | supported | not checkable |",
        "|---|---|---|---|---|",
    ]
    for hand in dict.fromkeys(name for name, _ in true):
        whole = true[hand, False] + true[hand, True]
        lines.append(
            f"| {hand} | {_of(alarms[hand][False], true[hand, False])} | {_of(alarms[hand][True], true[hand, True])} | {_of(verdicts[hand, 'supported'], whole)} | {verdicts[hand, 'not_checkable']} |"
        )
    every = sum(true.values())
    lines.append(
        f"| **all** | **{_of(sum(each[False] for each in alarms.values()), sum(c for (_, w), c in true.items() if not w))}** | **{_of(sum(each[True] for each in alarms.values()), sum(c for (_, w), c in true.items() if w))}** | {_of(sum(c for (_, v), c in verdicts.items() if v == 'supported'), every)} | {sum(c for (_, v), c in verdicts.items() if v == 'not_checkable')} |"
    )
    return "\n".join(lines)


def blind_table():
    """The same of the drafts in `blind`: what was accused and what was borne out, by what their writers say of it."""
    every, accused, borne_out = counted(each for name in blind_drafts() for each in told_of(name))
    names = {"T": "true", "F": "false", "C": "what no record decides"}
    lines = ["| sentences | cite | accused | supported |", "|---|---|---|---|"]
    for (label, cites), count in sorted(every.items()):
        words = "yes" if cites else "no"
        lines.append(
            f"| {names[label]} | {words} | {_of(accused[label, cites], count)} | {_of(borne_out[label, cites], count)} |"
        )
    return "\n".join(lines)


def _of(part, whole):
    return f"{part} of {whole} ({part / whole:.1%})" if whole else "none"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="100:110")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--only", default="")
    parser.add_argument("--hand", default="")
    parser.add_argument("--write", action="store_true", help="write the table into docs/claims.md")
    parser.add_argument("--blind", action="store_true", help="the drafts of writers who knew no rule, instead")
    given = parser.parse_args()
    if given.blind:
        sys.stdout.write(f"{blind_table()}\n")
        sys.exit()
    begin, _, end = given.seeds.partition(":")
    hands = [hand for hand in (*HANDS, *LATE, *LATEST) if given.hand in hand.name]
    told = table(*measured(range(int(begin), int(end)), hands, given.show, given.only))
    sys.stdout.write(f"{told}\n")
    if given.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            re.sub(
                r"<!-- measured -->.*?<!-- /measured -->",
                lambda _: f"<!-- measured -->\n{told}\n<!-- /measured -->",
                page,
                flags=re.DOTALL,
            ),
            encoding="utf-8",
        )
