"""Documents as people write them, in every mix of forms, with what a reader must find in them."""

import itertools
import random
from datetime import UTC, date, datetime, timedelta, timezone

import timeline as tl

DAY = date(2019, 6, 20)
WINDOW = tl.Window("2019-06-20T00:00Z", "2019-06-21T00:00Z")
#: How a zone is said, and what it means.
ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "CET": 1, "CEST": 2, "EEST": 3, "EDT": -4, "PDT": -7, "UTC+1": 1, "UTC+05:30": 5.5, "GMT-3": -3,
    "+02:00": 2, "Europe/Paris": 2, "America/New_York": -4,
}  # fmt: skip
ASKED = ("BST", "IST", "CST", "PST")
CLOCKS = {
    "24": lambda t: f"{t:%H:%M}",
    "dotted": lambda t: f"{t:%H.%M}",
    "short": lambda t: f"{t.hour}:{t:%M}",
    "seconds": lambda t: f"{t:%H:%M:%S}",
    "half": lambda t: f"{t.hour % 12 or 12}:{t:%M} {'pm' if t.hour >= 12 else 'am'}",
}
ABOUT = ("", "", "", "~", "around ", "about ", "ca. ", "approx. ")
DATES = {
    "iso": lambda d: f"{d}",
    "words": lambda d: f"{d.day} June {d.year}",
    "american": lambda d: f"June {d.day}, {d.year}",
    "weekday": lambda d: f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[d.weekday()]} {d.day} Jun {d.year}",
    "dotted": lambda d: f"{d.day:02d}.{d.month:02d}.{d.year}",
    "slashes": lambda d: f"{d.day}/{d.month:02d}/{d.year}",
    "yearless": lambda d: f"June {d.day}",
    "german": lambda d: f"{d.day}. Juni {d.year}",
    "french": lambda d: f"{d.day} juin {d.year}",
    "spanish": lambda d: f"{d.day} de junio de {d.year}",
}
WORDS = (
    "Noticed a warning, took 10:10 to load", "Publish volume fell to 43 %", "Rolled back to v1.18.43", "Restarted 10.10.10.10:8080",
    "Queue at 3:2 of normal", "Asked in #ops whether that was us", "Deploy of `api` began", "All pods ready, 12:30 minutes later",
    "We call the vendor", "Back to normal",
)  # fmt: skip
STYLES = (
    "list",
    "colon",
    "angle",
    "bold",
    "star",
    "numbered",
    "table",
    "dated table",
    "ends",
    "heading",
    "alone",
    "plain",
    "dash",
)
SAID = ("line", "heading", "column", "document", "given", "nowhere", "asked")


class Paper:
    """One document and its truth: by the words of a line its instant, or None where it must be refused."""

    def __init__(self, seed, style, said, dating):
        self.dice = random.Random(seed)
        self.style, self.said, self.dating = style, said, dating
        self.zone = self.dice.choice(sorted(ZONES)) if said != "asked" else self.dice.choice(ASKED)
        if said == "column" and "table" not in style and style != "ends":
            self.said = "heading"
        if self.said in ("heading", "column", "document") and self.zone in ("+02:00", "Z"):
            self.zone = "UTC"
        self.clock = self.dice.choice([name for name in CLOCKS if name != "dotted" or style not in ("plain", "dash")])
        self.given = self.zone if self.said == "given" else None
        self.lines = list(self._lines())
        self.text = "\n".join([*self._head(), *self._body()]) + "\n"

    def _lines(self):
        moment = datetime(2019, 6, 20, self.dice.randrange(8, 14), self.dice.randrange(60))
        zone = timezone(timedelta(hours=ZONES.get(self.zone, 0)))
        for number, words in enumerate(self.dice.sample(WORDS, 8)):
            moment += timedelta(minutes=self.dice.randrange(1, 25))
            seconds = self.dice.randrange(60) if self.clock == "seconds" else 0
            moment = moment.replace(second=seconds)
            true = None if self.said in ("nowhere", "asked") else moment.replace(tzinfo=zone).astimezone(UTC)
            yield f"{words} ({number})", moment, true

    def _head(self):
        date_words = self.dice.choice(sorted(DATES.values(), key=repr))(DAY)
        title = f"# Incident of {date_words}" if self.dating == "title" else "# What happened to hooks"
        yield from (title, "", "Nobody is to blame.", "")
        if self.dating == "label":
            yield from (f"**Date:** {date_words}", "")
        if self.said == "document":
            yield from (
                self.dice.choice(
                    ["All times in {}.", "*(all times are {})*", "Time zone: {}", "Times are {} unless said otherwise."]
                ).format(self.zone),
                "",
            )
        day = f" {date_words}" if self.dating == "heading" else ""
        zone = f" ({self.zone})" if self.said == "heading" else ""
        yield from (f"## Timeline{day}{zone}", "")

    def _time(self, moment):
        told = CLOCKS[self.clock](moment)
        zone = f" {self.zone}" if self.said in ("line", "asked") else ""
        day = f"{self.dice.choice(['iso', 'words', 'dotted'])}" if self.dating == "line" else ""
        return f"{DATES[day](DAY) + ' ' if day else ''}{self.dice.choice(ABOUT) if not day else ''}{told}{zone}"

    def _body(self):
        column = f"Time ({self.zone})" if self.said == "column" else "Time"
        rows = [(self._time(moment), words) for words, moment, _ in self.lines]
        day = DATES["iso"](DAY) if self.dating != "line" else ""
        head, form = FORMS[self.style]
        yield from head.format(column).splitlines()
        for time, words in rows:
            yield from form.format(time=time, words=words, day=day).splitlines()


#: What stands above the lines, and a line.
FORMS = {
    "list": ("", "- {time} {words}"), "colon": ("", "- {time}: {words}"), "angle": ("", "- <{time}>: {words}"), "bold": ("", "- **{time}** {words}"),
    "star": ("", "* {time} – {words}"), "numbered": ("", "1. {time} {words}"), "plain": ("", "{time} {words}"), "dash": ("", "{time} - {words}"),
    "table": ("| {} | What happened |\n|---|---|", "| {time} | {words} |"), "ends": ("| Event | {} |\n|---|---|", "| {words} | {time} |"),
    "dated table": ("| Date | {} | Who | What |\n|---|---|---|---|", "| {day} | {time} | Ada | {words} |"),
    "heading": ("", "### {time} - {words}\n\nMore was said about it.\n\n"), "alone": ("", "### {time}\n\n{words}\n\n"),
}  # fmt: skip


def papers():
    """A paper of every style and every way to say a zone, each with a way to say the day."""
    dating = itertools.cycle(("title", "heading", "line", "window", "label"))
    for seed, (style, said) in enumerate(itertools.product(STYLES, SAID)):
        yield Paper(seed, style, said, next(dating))
