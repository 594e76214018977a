"""What people and their tools do to a record's document, and what must become of it."""

import random
import re
import shutil
import textwrap
from collections import Counter
from datetime import timedelta
from difflib import SequenceMatcher
from functools import cache

import timeline as tl
from timeline import demo
from timeline.bundle import files as bundle
from timeline.curation import editing
from timeline.curation.apply import _comparison, apply
from timeline.curation.editing import dumped
from timeline.curation.paper import document_of, same

ID = re.compile(r" \^([a-z2-7]{4,})(?=[ |]*$)", re.IGNORECASE)
WORDS = re.compile(r"\w+")
LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^)]*\))*\)")
RECORDED = re.compile(r" ?\((?:new; |recorded so since[^;)]*; )?recorded(?: at|:)")
OWN = (
    "- <18:44 Z>: We asked the vendor, who knew of nothing",
    "Nobody slept well after this one.",
    "- and somebody made tea",
    "  - twice, in fact",
    "> quoted from the call: it is broken",
)


def is_line(line):
    return line.startswith("- <")


def each_line(change):
    """An edit of every line of the list."""
    return lambda text: "\n".join(
        change(line, number) if is_line(line) else line for number, line in enumerate(text.split("\n"))
    )


def listed(text):
    """The document's head, its list of events, and its end."""
    lines = text.split("\n")
    first = lines.index("## Events")
    last = next((n for n in range(first + 1, len(lines)) if lines[n].startswith("## ")), len(lines))
    return lines[: first + 2], lines[first + 2 : last], lines[last:]


def rearranged(change):
    """An edit of the list as a whole."""

    def edit(text):
        head, own, rest = listed(text)
        return "\n".join([*head, *change(own), *rest])

    return edit


def both(*edits):
    """One edit after the other."""

    def edit(text):
        for each in edits:
            text = each(text)
        return text

    return edit


def at(numbers, change):
    """An edit of some of the lines."""

    def edit(text):
        lines = text.split("\n")
        places = [number for number, line in enumerate(lines) if is_line(line)]
        for number in numbers:
            if number < len(places):
                lines[places[number]] = change(lines[places[number]])
        return "\n".join(line for line in lines if line is not None)

    return edit


def worded(line, words):
    """The line in other words, with its time, evidence and id."""
    time, _, rest = line.partition(">: ")
    evidence = LINK.search(rest)
    tail = rest[evidence.start() :] if evidence else "".join(ID.findall(rest) and [f"^{ID.findall(rest)[-1]}"])
    return f"{time}>: {words} {tail}"


def reworded(line, number):
    return worded(line, f"Something else was written here, number {number}")


def translated(line, number):
    time, _, rest = line.partition(">: ")
    cut = LINK.search(rest) or ID.search(rest)
    said, tail = (rest[: cut.start()], rest[cut.start() :].lstrip()) if cut else (rest, "")
    return f"{time}>: {' '.join('z' + word[::-1] for word in re.findall(r'[A-Za-z]+', said))} {number} {tail}"


def moved(own):
    return [*own[:10], own[30], *own[10:30], *own[31:]]


def split(own):
    """One line made two; the id stays with the second."""
    head, _, tail = own[7].partition(">: ")
    return [*own[:7], f"{head}>: At first something else", f"{head}>: {tail}", *own[8:]]


def merged(own):
    """Two lines made one, with both ids."""
    first, id_ = ID.sub("", own[4]), ID.search(own[4])
    return [*own[:4], f"{first} and then {own[5].partition('>: ')[2]}{id_[0] if id_ else ''}", *own[6:]]


def with_own(own):
    return [
        *own[:6],
        "",
        "### Before it broke",
        "",
        OWN[1],
        "",
        *own[6:12],
        OWN[0],
        OWN[2],
        OWN[3],
        *own[12:20],
        "",
        OWN[4],
        "",
        "### After",
        "",
        *own[20:],
    ]


def table(text):
    rows = re.sub(
        r"^- <(.*?)>: (.*)$",
        lambda found: f"| {found[1]} | {found[2].replace('|', chr(92) + '|')} |",
        text,
        flags=re.MULTILINE,
    )
    return rows.replace("## Events\n\n", "## Events\n\n| time | what |\n|---|---|\n")


def local(line, _):
    return re.sub(r"<(\d\d):(\d\d) Z>", lambda found: f"<{(int(found[1]) + 2) % 24:02d}:{found[2]} CEST>", line)


def wrapped(line, _):
    return textwrap.fill(line, 80, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


NO_LINKS = each_line(lambda line, _: LINK.sub(r"\1", line))
NO_NAMES = each_line(lambda line, _: re.sub(r"Ada Lovelace|Grace Hopper|Linus Pauling|Person \d+", "[REDACTED]", line))
NEWEST = rearranged(lambda own: own[::-1])
ALL_REWORDED = each_line(reworded)
#: The edits of the design's note, by its numbers.
EDITS = {
    "0 as it is": lambda text: text,
    "1 reword a line": at([3], lambda line: worded(line, "Somebody looked at **it** at once")),
    "2 delete five": rearranged(lambda own: [*own[:3], *own[8:]]),
    "3 move one up ten": rearranged(moved),
    "4 newest first": NEWEST,
    "5 correct a minute": at([5], lambda line: re.sub(r"<(\d\d):(\d\d)", lambda t: f"<{t[1]}:{(int(t[2]) + 3) % 60:02d}", line, count=1)),
    "6 other bullets": lambda text: text.replace("\n- <", "\n* <"),
    "7 a formatter's escapes": lambda text: text.replace("- <", "- \\<").replace(" Z>", " Z\\>"),
    "8 angle brackets gone": each_line(lambda line, _: re.sub(r"^- <(.*?)>:", r"- \1:", line)),
    "9 links stripped": NO_LINKS,
    "10 one witness link removed": each_line(lambda line, _: re.sub(rf" · {LINK.pattern}(?= \^|$)", "", line)),
    "11 utm": each_line(lambda line, _: re.sub(r"\]\((https://[^)?]*)\)", r"](\1?utm_source=docs)", line)),
    "12 a line split": rearranged(split),
    "13 two lines merged": rearranged(merged),
    "14 duplicate a line": rearranged(lambda own: [*own[:5], own[2], *own[5:]]),
    "15 own lines": rearranged(with_own),
    "16 names redacted by hand": NO_NAMES,
    "17 links redacted by hand": each_line(lambda line, _: LINK.sub("[REDACTED]", line)),
    "18 a table": table,
    "19 wrapped": each_line(wrapped),
    "20 local time": each_line(local),
    "21 all translated": each_line(translated),
    "22 links and names gone, newest first": both(NO_LINKS, NO_NAMES, NEWEST),
    "23 links gone, all reworded": both(ALL_REWORDED, NO_LINKS),
    "24 links and names gone, local time": both(NO_LINKS, NO_NAMES, each_line(local)),
    "25 all reworded": ALL_REWORDED,
    "26 all reworded, no minutes": both(ALL_REWORDED, each_line(lambda line, _: re.sub(r"^- <[^>]*>: ", "- ", line))),
}  # fmt: skip


def without_ids(text):
    """The document as after an editor that takes the ids."""
    return "\n".join(ID.sub("", line) for line in text.split("\n"))


@cache
def _demo():
    return demo.record()


@cache
def _many(count=1000, seed=7):
    """A world of that many lines: chat, alerts with their pages, steps of runs; links that several share."""
    dice = random.Random(seed)
    window = tl.Window("2021-03-04T10:00Z", "2021-03-04T14:00Z")
    made = []
    for number in range(count):
        second = dice.randrange(4 * 3600 - 1)
        time = f"2021-03-04T{10 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.{number % 1000:03d}Z"
        kind, words, url = dice.choice((
            ("message.posted", f'Person {number % 9} says "it is number {dice.randrange(400)} of {number}"', f"https://chat.example/m/{number}"),
            ("build.failed", f"Build {dice.randrange(99)} of acme/thing-{number % 12} failed", f"https://ci.example/{number % 300}"),
            ("change.planned", f"Run planned by Person {number % 9} (prod-{number % 5})", f"https://tf.example/run-{number % 200}"),
            ("event.posted", f"Instance i-{dice.randrange(10**6):06x} was launched", None if number % 3 else f"https://dd.example/{number}"),
        ))  # fmt: skip
        made.append(
            tl.Event(id=f"x:{number}", time=time, precision="ms", source="x", kind=kind, summary=words, url=url)
        )
    row = tl.Coverage(source="x", type="x", status="complete", events=count, raw_rows=count)
    return tl.Timeline(window, made, [row])


#: What people and systems write, with all that Markdown, our own marks and other scripts make of it.
STRANGE = (
    "ok", "+1", "looking", "is it down again?", "5xx at 3 % | p99 2.1 s", "see `kubectl get pods -n a_b_c`", "*now* it works", "a [link](nowhere) and ^a4",
    "\u0438\u0434\u0451\u043c \u0434\u0430\u043b\u044c\u0448\u0435", "\u6062\u590d\u4e86", "\U0001f525\U0001f525 prod", "it said: <nil> & \\n", "10:15 was better", "# not a heading", "- not a list", "(new)",
)  # fmt: skip


@cache
def _busy(count=1150, seed=11):
    """A world of two days in which little tells lines apart: words, minutes and links that many share."""
    dice = random.Random(seed)
    window = tl.Window("2021-10-30T21:00Z", "2021-10-31T03:00Z")
    made = []
    for number in range(count):
        minute = dice.randrange(6 * 60)
        time = window.start + timedelta(minutes=minute, seconds=number % 60, milliseconds=number % 1000)
        page, who = f"https://pages.example/{number % 60}", f"Person {number % 7}"
        kind, words, url = dice.choice((
            ("incident.assigned", f"Incident {number % 60} was assigned to {who}", page),
            ("incident.notified", f"{who} was notified of incident {number % 60}", page),
            ("message.posted", f'{who} says "{dice.choice(STRANGE)}"', f"https://chat.example/{number}"),
            ("build.started", f"Build of thing-{number % 9} started", f"https://ci.example/{number // 2}"),
            ("build.finished", f"Build of thing-{number % 9} succeeded", f"https://ci.example/{number // 2}"),
            ("event.posted", f"Disk of host-{dice.randrange(40)} is full", None),
        ))  # fmt: skip
        made.append(
            tl.Event(
                id=f"y:{number}", time=time.isoformat(), precision="ms", source="y", kind=kind, summary=words, url=url
            )
        )
    row = tl.Coverage(source="y", type="y", status="complete", events=count, raw_rows=count)
    return tl.Timeline(window, made, [row])


WORLDS = {"demo": _demo, "many": _many, "busy": _busy}


@cache
def saved(world, place):
    """A folder with that world."""
    return WORLDS[world]().save(place / world)


def fresh(world, place, tmp_path):
    """A copy of that folder for one test."""
    folder = tmp_path / "bundle"
    shutil.copytree(saved(world, place), folder)
    return folder


def edited(folder, edit, *, ids=True, **options):
    """Dump, edit and apply; the dump, the document, and what became of it."""
    before = dumped(tl.load(folder), folder, **options)
    text = edit(before)
    text = text if ids else without_ids(text)
    return before, text, apply(text, folder)


def unsaid(before, document, after):
    """What a person wrote and is not said as often in what came of it: runs of words, for each as often as it is missing.

    What they wrote is what does not stand in the line of that id, and what stands in no line of the dump; the words that
    stand beside a line as recorded are not theirs.
    """
    there = f" {' | '.join(' '.join(_all(item)) for item in document_of(_unrecorded(after)).items)} "
    wanted = Counter(_persons(before, document))
    return {words: many for words, many in wanted.items() if there.count(f" {words} ") < many}


def _persons(before, document):
    lines, others, seen = {}, Counter(), set()
    for item in document_of(before).items:
        lines |= dict.fromkeys(item.ids, _told(item))
        others[" ".join(_told(item))] += not item.ids
    for item in document_of(document).items:
        told, known = _told(item), [short for short in item.ids if short in lines and short not in seen]
        seen |= set(known)
        if known:
            # Of two lines that were made one either may stand first.
            orders = [[word for short in order for word in lines[short]] for order in (known, known[::-1])]
            yield from min((list(_new(was, told)) for was in orders), key=lambda runs: sum(map(len, runs)))
        elif others[" ".join(told)]:
            others[" ".join(told)] -= 1
        elif told and item.sort != "head":
            yield " ".join(_words_in(_unrecorded(item.words or item.text)))


def _new(was, now):
    """The runs of words that one text has and the other has not."""
    if was != now:
        for same_words, _, _, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if same_words in ("insert", "replace"):
                yield " ".join(now[first:last])


def _words_in(text):
    return WORDS.findall(same(text))


def _told(item):
    return _words_in(item.written if item.sort == "mark" else item.words or item.text)


def _all(item):
    return _words_in(item.written if item.sort == "mark" else item.text)


def _unrecorded(text):
    """The text without what stands beside the lines in brackets."""
    kept, place = [], 0
    while found := RECORDED.search(text, place):
        depth, end = 0, found.start()
        for end in range(found.start(), len(text)):
            depth += (text[end] == "(") - (text[end] == ")")
            if text[end] == "\n" or (text[end] == ")" and not depth):
                break
        kept.append(text[place : found.start()])
        place = end + 1
    return " ".join([*kept, text[place:]])


def wrong(folder, marked, document):
    """Which items are taken for a line that they are not, with no guess said; `marked` is the document with its ids."""
    record, found = tl.load(folder), list(editing.dumps(folder / "work"))
    with_ids, items = document_of(marked), document_of(document)
    dump = editing.dump_of(document, [short for item in items.items for short in item.ids], found)
    both = _comparison(items, record, dump)
    numbers = {line.short: number for number, line in enumerate(dump.lines)}
    looks = [(line.minute, line.text, line.links) for line in both._lines]
    for piece in both.shown().pieces:
        if piece.sort == "line" and not piece.guessed:
            true = {looks[numbers[short]] for short in with_ids.items[piece.place].ids if short in numbers}
            said = both.now.line(piece.place).text  # an edit may have taken the id away itself
            if (
                not {looks[n] for n in piece.lines if looks[n][1] != said} <= true
            ):  # of lines that are alike in all either is right
                yield items.items[piece.place].text


def stretches(text):
    """Each edit on a stretch of the list of its own, the same for every dump of as many lines."""
    head, own, rest = listed(text)
    edits = [edit for name, edit in EDITS.items() if name not in WHOLE]
    size = len(own) // len(edits) + 1
    frame = "## Events\n\n{}\n\n## Coverage"
    made = []
    for number, edit in enumerate(edits):
        part = own[number * size : (number + 1) * size]
        made += listed(edit(frame.format("\n".join(part))))[1] if len(part) > 32 else part
    return "\n".join([*head, *made, *rest])


#: What makes another document of it all.
WHOLE = frozenset({"18 a table"})


def _some(record, seed):
    """The places of six events."""
    return set(random.Random(seed).sample(range(len(record)), 6))


def added(record):
    """Six more: three that tell other things, three that are as others are."""
    chosen = sorted(_some(record, 1))
    return [
        *record,
        *(record[n].but(id=f"{record[n].id}-late", happening=None, summary=f"It came late {n}") for n in chosen[:3]),
        *(record[n].but(id=f"{record[n].id}-same", happening=None) for n in chosen[3:]),
    ]


def reworded_upstream(record):
    places = _some(record, 2) | {3, 4, 5}
    return [each.but(summary=f"{each.summary} (edited)") if n in places else each for n, each in enumerate(record)]


def removed(record):
    places = _some(record, 3) | {3, 5}
    return [each for n, each in enumerate(record) if n not in places]


def moved_upstream(record):
    places, window = _some(record, 4) | {3, 5}, record.window
    last = window.end - timedelta(seconds=1)
    return [
        each.but(time=min(each.time + timedelta(minutes=4), last)) if n in places else each
        for n, each in enumerate(record)
    ]


def all_four(record):
    for change in (added, reworded_upstream, removed, moved_upstream):
        record = tl.Timeline(record.window, change(record), record.coverage)
    return list(record)


#: What a service does to its events between two pulls.
UPSTREAM = {"added": added, "reworded": reworded_upstream, "removed": removed, "moved": moved_upstream, "all": all_four}


def pulled_again(folder, change):
    """As a refresh leaves it: other events under a new seal, and people's work as it was."""
    record = bundle.of_bundle(folder)
    bundle.save(tl.Timeline(record.window, change(record), record.coverage), folder)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unchanged(folder, **options):
    """Dump what is there, and apply it as it is: nothing changes."""
    text = dumped(tl.load(folder), folder, **options)
    before = contents(folder)
    assert apply(text, folder).warnings == ()
    assert contents(folder) == before
    return text
