"""The public API as a user would type it; read by mypy, never run."""

import timeline as tl

window = tl.Window("2019-06-20T18:30Z", "2019-06-20T19:30Z")
last: tl.Window = tl.Window.parse("2h")
