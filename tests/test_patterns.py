"""No pattern of the package, and nothing that uses one on others' text, costs more than the text is long."""

import re
import time

import pytest

from support_patterns import adversaries, patterns, texts
from timeline.joining.posts import OURS, keys_of
from timeline.joining.product import quietly
from timeline.sources.slack.apps import linked, parents
from timeline.sources.slack.message import Message

SMALL, LARGE = 10_000, 100_000
RATIO = 15
FLOOR = 0.05  # seconds for the large one, below which a machine's noise could pass for growth
QUICK = FLOOR / 100  # seconds for the small one: even with the square, the large one would stay below the floor
BENT = 10.5  # what is made of n and n² and comes to RATIO from the small to the large one comes to this just before
HOPELESS = 0.1  # seconds, above which a quarter of the text tells enough
QUARTERS = 4
FEW = 25  # letters that what doubles with each of them does not survive
END = "\0"  # nothing that a pattern waits for


def seconds(work, text, tries=1):
    """What it costs this thread, whatever else the machine does meanwhile."""
    best = float("inf")
    for _ in range(tries):
        began = time.thread_time()
        work(text)
        best = min(best, time.thread_time() - began)
    return best


def grows(work, start, unit, small=SMALL):
    """Whether ten times the text takes more than fifteen times the time, told apart from noise by trying again."""
    if seconds(work, long(start, unit, FEW)) > HOPELESS:
        return True
    for size in (small // 10, small):
        first = seconds(work, long(start, unit, size))
        if first > HOPELESS:
            return first > 2 * QUARTERS * seconds(work, long(start, unit, size // QUARTERS))
    if first < QUICK or any(straight(work, start, unit, small, tries) for tries in (1, 5)):
        return False
    last = seconds(work, long(start, unit, 10 * small))
    if last < FLOOR or last < RATIO * first:
        return False
    again = seconds(work, long(start, unit, 10 * small), 2)
    return again > max(FLOOR, RATIO * seconds(work, long(start, unit, small), 3))


def straight(work, start, unit, small, tries):
    """Whether the small one costs no more of the one that is a tenth of it than a line with hardly a bend would."""
    most = BENT * seconds(work, long(start, unit, small // 10), tries + 2)
    return seconds(work, long(start, unit, small), tries) < most


def long(start, unit, size):
    return (start + unit * (size // len(unit) + 1))[:size] + END


def uses(pattern):
    """The ways in which it may be asked; looking for it everywhere looks at the beginning first, as a match does."""
    return [pattern.fullmatch, lambda text: sum(1 for _ in pattern.finditer(text))]


PATTERNS = patterns()


@pytest.mark.parametrize("pattern", PATTERNS, ids=[PATTERNS[each] for each in PATTERNS])
def test_a_pattern_takes_time_that_grows_with_the_text(pattern):
    """Whatever is repeated, ten times the text costs about ten times the time: a pattern holds the whole process."""
    slow = (f"{start!r} {unit!r}" for start, unit in texts(pattern) for use in uses(pattern) if grows(use, start, unit))
    assert next(slow, None) is None


@pytest.mark.parametrize("pattern", [r"\s+$", r"<([^>]*)>", r"(?P<who>\S.*?) approved", r"(a+)+$", r"b[^\n]*?c"])
def test_the_test_finds_what_grows_with_the_square(pattern):
    """Patterns that are known to be slow on some text are found: with the pattern's own parts, or with common marks."""
    made = re.compile(pattern)
    assert any(grows(use, start, unit) for start, unit in texts(made) for use in uses(made))


def test_every_pattern_is_seen():
    """Those of modules, of tables in them, and those that are spelt where they are used."""
    seen = set(PATTERNS.values())
    assert "timeline.joining.posts.github._DEPLOYS" in seen
    assert "timeline.model.window._ISO" in seen
    assert any(name.startswith("timeline.demo.server.pagerduty:") for name in seen)
    assert adversaries(re.compile(r"comment on #\d+"))[-1]


LINK = {
    "github": "<https://github.com/acme/api/pull/12|#12>",
    "pagerduty": "<https://acme.pagerduty.com/incidents/Q1|[#1] cpu>",
    "terraform": "<https://app.terraform.io/app/acme/prod/runs/run-abc|run-abc>",
    "datadog": "<https://app.datadoghq.com/monitors/1?event_id=2|cpu>",
    "jira": "<https://acme.atlassian.net/browse/OPS-1|OPS-1>",
    "grafana": "<https://watch.acme.example/alerting/grafana/cpu-9/view|[FIRING:1] cpu>",
}
UNITS = (
    "a approved ", "plain words ", "x", "resolved ", "resolved by ", "acknowledged on by via ", "via by ", "pull request ",
    "run errored ", "triggered ", "[P1] ", "added note ", "<a", "<https://x", "https://x/archives/C1/p1?", ":a", "!",
    "requested changes on ", "s pull request ", "deploying ", "//a", "status ", "created a ", "has updated a comment ",
)  # fmt: skip


@pytest.mark.parametrize("app", LINK)
@pytest.mark.parametrize("unit", UNITS)
def test_a_post_of_one_long_line_is_read_in_the_time_that_it_is_long(app, unit):
    """From the line to its statement, links and threads: a comment of 40,000 letters stalls no pull."""
    product = next(each for each in OURS if each.name == app)

    def read(text):
        message = Message({"bot_id": "B1", "text": f"{LINK[app]} {text}"})
        linked(message)
        list(parents(message))
        list(keys_of(f"https://x.example/{text}"))
        product.stated([text, f"{LINK[app]} {text}"], quietly)

    assert not grows(read, "", unit, 4_000)
