"""Claims as people read them: Markdown, a table in a notebook, and the annotations of a CI run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from timeline.claims.claims import SAID
from timeline.claims.verdict import ORDER, Claim, Part, Verdict
from timeline.formats.inline import markdown
from timeline.formats.page import block
from timeline.formats.text import address, in_html
from timeline.model.secrets import masked
from timeline.model.window import utc_text

if TYPE_CHECKING:
    from timeline.claims.claims import Claims
    from timeline.model.event import Event

#: A verdict's sign: it is told by form, and by colour beside it.
SIGN: dict[Verdict, str] = {"contradicted": "✗", "not_in_record": "?", "not_checkable": "\u2013", "supported": "✓"}
#: Each is seen as well on a light ground as on a dark one.
_COLOUR: dict[Verdict, str] = {
    "contradicted": "#d93025",
    "not_in_record": "#b06000",
    "not_checkable": "#80868b",
    "supported": "#1e8e3e",
}
_LINE: dict[Verdict, str] = {
    "contradicted": "3px double",
    "not_in_record": "3px dashed",
    "not_checkable": "3px dotted",
    "supported": "3px solid",
}
_MOST = 6


def as_markdown(found: Claims) -> str:
    """A heading a verdict, the worst first; an item a sentence, with the record's evidence below it."""
    return "\n".join(["# Claims", "", f"{found.counted}.", *_sections(found)]) + "\n"


def _sections(found: Claims) -> Iterator[str]:
    for verdict in ORDER:
        claims = found[verdict]
        if claims:
            yield from ("", f"## {SAID[verdict].capitalize()}", "")
            for claim in claims:
                yield from _item(found, claim)


def _item(found: Claims, claim: Claim) -> Iterator[str]:
    yield f"- {SIGN[claim.verdict]} line {claim.line}: {markdown(claim.text)}"
    for part in claim.parts if len(claim.parts) > 1 else ():
        yield f"  - {SIGN[part.verdict]} {SAID[part.verdict]}: {markdown(part.text)}" + (
            f": {markdown(_reason(part))}" if _reason(part) else ""
        )
    if len(claim.parts) == 1 and _reason(claim.parts[0]):
        yield f"  - {markdown(_reason(claim.parts[0]))}"
    if claim.verdict != "not_checkable":
        for event in found.events(claim.events[:_MOST]):
            yield f"  - {_told(event)}"


def _reason(part: Part) -> str:
    """Why, where the events below it do not say it already."""
    return "" if part.verdict == "supported" and part.events else part.why


def _told(event: Event) -> str:
    link = address(event.url)
    said = f"<{utc_text(event.time, 's')[11:19]} Z>: {markdown(masked(event.summary))}"
    return f"{said} [{event.source}]({link})" if link else said


def in_notebook(found: Claims) -> str:
    """A table: the sentence, its verdict by colour and by form, and what the record has."""
    rows = "".join(_row(found, claim) for claim in found)
    head = "".join(f"<th scope='col'>{name}</th>" for name in ("line", "verdict", "sentence", "in the record"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if found else ""
    return block(f"<h3>Claims <span class='dim'>{in_html(found.counted)}</span></h3>{table}")


def _row(found: Claims, claim: Claim) -> str:
    verdict = claim.verdict
    style = f"border-left:{_LINE[verdict]} {_COLOUR[verdict]};padding-left:6px;white-space:nowrap"
    said = "".join(_in_row(part) for part in claim.parts) if len(claim.parts) > 1 else in_html(claim.text)
    return (
        f"<tr><td>{claim.line}</td><td style='{style}'><strong>{SIGN[verdict]}</strong> {SAID[verdict]}</td>"
        f"<td>{said}</td><td>{_beside(found, claim)}</td></tr>"
    )


def _in_row(part: Part) -> str:
    style = f"border-left:{_LINE[part.verdict]} {_COLOUR[part.verdict]};padding-left:6px"
    said = f"<small>{SIGN[part.verdict]} {SAID[part.verdict]}:</small> {in_html(part.text)}"
    return f"<div style='{style}'>{said}</div>"


def _beside(found: Claims, claim: Claim) -> str:
    """The reasons, and the events with their links."""
    told = [f"<div>{in_html(masked(claim.why))}</div>"] if claim.verdict != "supported" else []
    for event in found.events(claim.events[:_MOST]):
        link, said = address(event.url), in_html(f"{utc_text(event.time, 's')[11:19]} Z {masked(event.summary)}")
        told.append(
            f'<div><a href="{in_html(link)}" rel="noreferrer">{said}</a></div>' if link else f"<div>{said}</div>"
        )
    return "".join(told)


def as_annotations(found: Claims, file: str, *, cited: bool = False) -> str:
    """Workflow commands that GitHub shows beside the lines of a file.

    Args:
        found: the claims.
        file: the file as the repository knows it.
        cited: whether a sentence that can be checked and cites nothing is an error, too.
    """
    lines = [_annotation(claim, file) for claim in found if claim.verdict in ("contradicted", "not_in_record")]
    if cited:
        lines += [
            _command("error", file, claim.line, "not cited", f"it cites no event: {claim.text}")
            for claim in found.uncited
        ]
    return "".join(line + "\n" for line in lines)


def _annotation(claim: Claim, file: str) -> str:
    return _command(
        "error" if claim.fails else "warning", file, claim.line, SAID[claim.verdict], f"{claim.text}\n{claim.why}"
    )


def _command(level: str, file: str, line: int, title: str, words: str) -> str:
    return f"::{level} file={_value(file)},line={line},title={_value(title)}::{_data(masked(words))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
