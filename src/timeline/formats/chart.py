"""The record as a picture of lanes: drawn by ourselves, without a script, so that it shows wherever it is opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timeline.formats.files import write_whole
from timeline.formats.grouping import By
from timeline.formats.html import span, verdict
from timeline.formats.lanes import WIDTH, Drawing, in_page
from timeline.formats.lines import shown
from timeline.formats.page import block, page
from timeline.formats.text import in_html
from timeline.model.errors import ConfigError
from timeline.reading.objects import many

if TYPE_CHECKING:
    import altair as alt

    from timeline.record import Timeline

_HEAD, _KEY = 56, 30
# Plain rules: a picture is also opened by programs that know less of style than a browser.
_STYLE = (
    "svg{font:13px system-ui,sans-serif}text{fill:#1c1e21}.line{stroke:#d5d8dc}"
    "rect[stroke]{fill:#b00020;fill-opacity:.12}.error{fill:#b00020}.warning{fill:#8a5000}.info{fill:#1967d2}.ok{fill:#1b7f3b}.none{fill:#6b7280}"
    "@media(prefers-color-scheme:dark){.paper{fill:#1b1d1f}text{fill:#e4e6eb}.line{stroke:#44484d}"
    "rect[stroke]{fill:#ff8a80;stroke:#ff8a80}.error{fill:#ff8a80}.warning{fill:#ffb74d}.info{fill:#8ab4f8}.ok{fill:#81c995}.none{fill:#9aa0a6}}"
)


class Chart:
    """Lanes over time with all that stands in them; what `record.plot()` gives."""

    def __init__(self, record: Timeline, by: By = "source") -> None:
        self._record = record
        self._by = by
        self._drawing = Drawing(record, by, linked=True)

    def __repr__(self) -> str:
        return f"Chart({self._record!r} by {self._by})"

    def _repr_html_(self) -> str:
        drawn = in_page(self._drawing, self._label) if self._drawing.called else "<p>No events.</p>"
        head = f"<h3>{self._title} <span class='dim'>{span(self._record)}</span></h3>"
        return self._checked(block(f"{head}<p>{shown(self._record)} · {verdict(self._record)}</p>{drawn}"))

    def to_html(self) -> str:
        """The chart as a page of its own, which loads nothing and runs nothing."""
        return page(f"{self._title} {span(self._record)}", self._repr_html_())

    def save(self, path: str | Path) -> Path:
        """Write the chart as a page or as a picture, as the ending says: `.html` or `.svg`.

        Raises:
            ConfigError: the ending is another one, or it cannot be written.
        """
        file = Path(path)
        forms = {".html": self.to_html, ".svg": self._picture}
        form = forms.get(file.suffix.lower())
        if self._record.redaction:
            self._record.redaction.check("file name", file.name)
        if form is None:
            raise ConfigError(f"cannot write a chart as {file.name!r}: give it the ending .html or .svg")
        write_whole(file, self._record.checked("chart", [form()]))
        return file

    @property
    def chart(self) -> alt.LayerChart:
        """Altair's own chart of the same, to zoom and to build on; Altair's display loads its scripts from the network.

        Raises:
            MissingExtra: altair is not installed.
        """
        from timeline.formats import vega  # noqa: PLC0415 - Altair is loaded only by those who ask for it

        made = vega.chart(self._record, self._by)
        if self._record.redaction:
            self._record.redaction.check("altair", made.to_json())
        return made

    def _checked(self, drawn: str) -> str:
        return "".join(self._record.checked("chart", [drawn]))

    @property
    def _title(self) -> str:
        return f"Timeline by {self._by}"

    @property
    def _label(self) -> str:
        return f"Events by {self._by} over time"

    def _picture(self) -> str:
        """A whole SVG file: what is missing is said in it, since a picture travels without its record."""
        height = _HEAD + self._drawing.height + _KEY
        gaps = sum(len(row.gaps) for row in self._record.coverage)
        said = shown(self._record) + (f", incomplete: {many(gaps, 'gap')}" if gaps else "")
        key = "".join(f'<tspan class="{form}" dx="12">{in_html(word)}</tspan>' for form, word in self._drawing.key())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}">'
            f"<title>{self._label}</title><style>{_STYLE}</style>"
            f'<rect class="paper" width="{WIDTH}" height="{height}" fill="#fff"/>'
            f'<text x="4" y="20" font-weight="bold">{self._title} {span(self._record)}</text>'
            f'<text x="4" y="40" class="{"error" if gaps else ""}">{said}</text>'
            f'<g transform="translate(0 {_HEAD})">{self._drawing.inner()}</g>'
            f'<text x="-8" y="{height - 12}">{key}</text></svg>\n'
        )
