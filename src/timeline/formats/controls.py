"""What the script of a page with lines works with: its help, its strip, and the bar to choose and to take along."""

from __future__ import annotations

_KEYS = (
    ("j k ↓ ↑", "the next line, the one before"),
    ("Enter", "all that the line folds"),
    ("y n", "keep it, hide it; the same again: undecided; with Shift all from the line that was decided last"),
    ("e h", "say it in your words; set a heading from here on"),
    ("o O", "a line of your own below it, above it"),
    ("u", "undo"),
    ("v", "what is kept, or all lines"),
    ("c d", "copy what is kept as Markdown, download it as curation.json"),
    ("m", "its mark in the lanes; a mark leads to its line"),
    ("l", "only lines of the same monitor, incident or thread, in turn"),
    ("z", "five minutes before and after it; so does dragging over the lanes or the strip"),
    ("0", "the whole window; so does a double click"),
    ("/", "search"),
    ("?", "this help"),
)
_ROWS = (f"<tr><td><kbd>{'</kbd> <kbd>'.join(keys.split())}</kbd></td><td>{does}</td></tr>" for keys, does in _KEYS)
#: What a page's script opens.
HELP = f"<dialog><table>{''.join(_ROWS)}</table><form method='dialog'><button>close</button></form></dialog>"
#: Where it draws how dense the window is.
STRIP = '<svg class="strip" viewBox="0 0 1000 34" preserveAspectRatio="none"></svg>'


def _tab(name: str, words: str, *, shown: bool = False) -> str:
    picked = "true" if shown else "false"
    return f"<button type='button' role='tab' id='tab-{name}' name='{name}' aria-selected='{picked}'>{words}</button>"


def _buttons(**called: str) -> str:
    return " ".join(f"<button type='button' name='{name}'>{words}</button>" for name, words in called.items())


#: What it shows below the boxes: which lines, how many are kept, and how they are taken along.
BAR = (
    "<div class='bench' hidden>"
    f"<span role='tablist' aria-label='lines'>{_tab('all', 'All lines', shown=True)} {_tab('kept', 'Kept')}</span>"
    "<span role='status'></span>"
    f"<span>{_buttons(keepall='keep all shown', hideall='hide all shown', undo='undo')}</span>"
    f"<span>copy: {_buttons(markdown='Markdown', rich='rich text', slack='Slack')}</span>"
    f"<span>{_buttons(download='Download curation')}</span><span role='status'></span>"
    "<p class='hint' hidden>No line is kept yet. As long as none is, all that is not hidden is copied, printed and"
    " downloaded.</p>"
    "<p class='notice' hidden>What you chose here before is not downloaded yet."
    " <button type='button'>start afresh</button></p>"
    "</div>"
)
