"""Texts that would act where they are not taken as words, and records that hold one in every place of a stranger's."""

import re
from datetime import timedelta
from random import Random

import timeline as tl
from support_events import START, WINDOW
from timeline.joining.rules import Link
from timeline.model.event import well_formed

ACT = "alert(1)"
BREAKOUTS = [
    f"</script><script>{ACT}</script>", f"</script><img src=x onerror={ACT}>", f"<!--<script>{ACT}//--></script>",
    f"</SCRIPT ><img src=x onerror={ACT} ", f"</script/x><img/src=x/onerror={ACT}//", f"</script\t><svg onload={ACT} ",
    f"</style><svg onload={ACT}>", f"</title><img src=x onerror={ACT}>", f"</textarea><img src=x onerror={ACT}>",
    f"</template><img src=x onerror={ACT}>", f"</svg><img src=x onerror={ACT}>", f"</pre></td></table><img src=x onerror={ACT}>",
    f"</noscript><iframe src=javascript:{ACT}>", f"]]><img src=x onerror={ACT}>", f"--><img src=x onerror={ACT}>",
    f"<![CDATA[<img src=x onerror={ACT}>]]>", f"<?xml-stylesheet href='javascript:{ACT}'?>", "<!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    f'"><img src=x onerror={ACT}>', f"'><img src=x onerror={ACT}>", f'" onmouseover="{ACT}" autofocus onfocus="{ACT}',
    f"' onmouseover='{ACT}' autofocus onfocus='{ACT}", f"`-{ACT}-`", f"${{{ACT}}}", f'\\";{ACT};//', f"';{ACT};//",
    f"\u2028{ACT}\u2029{ACT}", f"<svg/onload={ACT}>", f"<math><mtext><script>{ACT}</script>", f"<a href=javascript:{ACT}>x</a>",
    f"<details open ontoggle={ACT}>", f"<svg><animate onbegin={ACT} attributeName=x dur=1s>", "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>", "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>", f"<iframe srcdoc='<script>{ACT}</script>'></iframe>",
    f"<object data='data:text/html,<script>{ACT}</script>'>", f"<form action=javascript:{ACT}><input autofocus onfocus={ACT}>",
    f"<x style=animation-name:a onanimationstart={ACT}>", f"<template shadowrootmode=open><img src=x onerror={ACT}></template>",
]  # fmt: skip
ADDRESSES = [
    f"javascript:{ACT}", f"JaVaScRiPt:{ACT}", f"java\tscript:{ACT}", f" \tjavascript:{ACT}//", f"data:text/html,<script>{ACT}</script>",
    f"vbscript:{ACT}", "//evil.example/x.js", "/\\evil.example", "file:///etc/passwd", "ftp://evil.example/x", "blob:https://evil.example/1",
    'https://evil.example/"><script>alert(1)</script>', f"https://evil.example/'onclick='{ACT}", "https://evil.example/x.png",
    f"view-source:javascript:{ACT}", "mailto:x@evil.example", "www.evil.example/x",
]  # fmt: skip
MARKUPS = [
    f"&lt;img src=x onerror={ACT}&gt;", f"&#60;img src=x onerror={ACT}&#62;", f"&#x3c;script&#x3e;{ACT}&#x3c;/script&#x3e;",
    f"\\u003cimg src=x onerror={ACT}\\u003e", f"#60;img src=x onerror={ACT}#62;", f"#lt;img src=x onerror={ACT}#gt;",
    f"\ufb02\xb0lt\xb6\xdfimg src=x onerror={ACT}\ufb02\xb0gt\xb6\xdf", f"[x](javascript:{ACT})", "![x](https://evil.example/x.png)",
    f"<javascript:{ACT}>", "[x]: https://evil.example/", f"```mermaid\nclick a call {ACT}\n```", "`````", "$$\\href{javascript:alert(1)}{x}$$",
    f'click a href "javascript:{ACT}"', f"click a call {ACT}()", "%%{init: {'securityLevel': 'loose'}}%%", "%% a comment",
    "50% of all", "---\nconfig:\n  securityLevel: loose\n---", "x :crit, milestone, 2019-06-20T18:30:45, 0d", "a; b # c",
    "section x\ntitle y\ndateFormat z", "style a fill:red,x:#f00;", f"<br/><img src=x onerror={ACT}>", "end", "accTitle: x",
    "\u202egnp.exe\u2066", "tag\U000e0041\U000e0042", "x\u0000y\u0008z\u001b[31m", "+ADw-script+AD4-alert(1)", "A\u0301\u0301\u0301 \U0001f525",
    "{{constructor.constructor('alert(1)')()}}", "<%= alert(1) %>", "datum.x", "@here #1 GH-1", "| a | b |\n|---|---|", "\r\n\r\n# x", "x" * 300,
]  # fmt: skip
CORPUS = BREAKOUTS + ADDRESSES + MARKUPS


def mixed(number, seed=1):
    """So many texts made of parts of the corpus, the same every time."""
    choose = Random(seed)
    parts = [part for text in CORPUS for part in (text, text[: len(text) // 2], text[len(text) // 2 :])]
    made = ("".join(choose.choices(parts, k=choose.randint(2, 4))) for _ in range(2 * number))
    # Whether half an address is one that may be clicked is not what is asked here.
    return [text for text in made if _link(text) or not text.lower().startswith("http")][:number]


def plain(text, number):
    """Letters in the place of all that is no space, and a number by which it is like no other."""
    said = [each if each.isspace() else "x" for each in text]
    places = [place for place, each in enumerate(said) if each == "x"]
    for place, digit in zip(places, f"{number:03d}", strict=False):
        said[place] = digit
    return "".join(said)


def planted(texts):
    """A record with each text in every place, and one of the same shape with letters in their place.

    Not more than 40 texts: so many lanes does a drawing have.
    """
    texts = [well_formed(text) for text in texts]
    numbered = list(enumerate(texts))
    return _record(texts, [_link(text) for text in texts]), _record(
        [plain(text, number) for number, text in numbered], [_link(text) and "https://x.example/1" for text in texts]
    )


def records(texts):
    """Hostile records and their plain likes, for as many texts as there are."""
    return [planted(texts[start : start + 40]) for start in range(0, len(texts), 40)]


def _link(text):
    """The address, where it is one that a person may click on: evidence of the stranger's own."""
    return text if re.match(r"https?://[\w.-]+(/|$)", text, re.IGNORECASE) else None


def _record(texts, links):
    """As a stranger's source would tell it, and a channel, a service, a team … of theirs."""
    events, found, rows = [], [], []
    for number, (text, link) in enumerate(zip(texts, links, strict=True)):
        mine = _events(number, text, link)
        events += mine
        found.append(Link(mine[1], mine[0], text))
        rows.append(_row(number, text, mine))
    return tl.Timeline(WINDOW, events, rows, found=found)


def _events(number, text, link):
    fields = {
        "precision": "s",
        "kind": "event.posted",
        "actor": tl.Actor(id=text, name=text, kind="person"),
        "body": f"{text}\n{text}\n" * 3,
        "keys": (text, f"git:{text}"),
        "tags": {text: text} | dict.fromkeys(("service", "channel", "team", "env", "repo", "group", "app"), text),
        "happening": f"{text}/1",
        "raw": {text: text},
    }
    severities = ["error", "warning", "info", "ok", None]
    return [
        tl.Event(
            id=f"{text}/{step}",
            time=START + timedelta(seconds=number * 85 + (0, 40, 43)[step]),
            source=text,
            summary=text if step else f"Somebody says {text}",
            severity=severities[(number + step) % 5],
            url=(link or text) if step else f"https://x.example/{text}",
            **fields,
        )
        for step in range(3)
    ]


def _row(number, text, events):
    gap = tl.Gap.of(WINDOW, text, text, where=text, start=START + timedelta(seconds=number * 85))
    return tl.Coverage(
        source=text,
        type=text,
        status="partial",
        events=len(events),
        raw_rows=len(events),
        gaps=(gap,),
        notes=(text, f"a note on {text}"),
        measured={text: 1},
    )
