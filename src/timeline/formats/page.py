"""The one place that writes a page, a script, or data for a script; the style of all that a browser shows."""

from __future__ import annotations

import base64
import hashlib
import html
import json

# Nested, and with the class twice: a notebook's own rules for tables are more exact than a plain class. Each
# colour stands once for light and dark; the notebook's theme decides where there is one, the system elsewhere.
STYLE = """
.timeline.timeline{color-scheme:light dark;font:14px/1.45 system-ui,sans-serif;max-width:1100px;padding:.6em 1em;
text-align:left;color:light-dark(#1c1e21,#e4e6eb);background:var(--jp-layout-color0,light-dark(#fff,#1b1d1f));
--error:light-dark(#b00020,#ff8a80);--warning:light-dark(#8a5000,#ffb74d);--ok:light-dark(#1b7f3b,#81c995);
--info:light-dark(#1967d2,#8ab4f8);--none:light-dark(#6b7280,#9aa0a6);--line:light-dark(#d5d8dc,#44484d);
& a{color:light-dark(#0757b3,#7db7ff)}& p{margin:.3em 0}& h3{font-size:1.25em;margin:0;color:inherit}
& table{border-collapse:collapse;width:100%;font-size:inherit;color:inherit;table-layout:auto}
& tr:nth-child(n){background:none}
& .record td:nth-child(3){width:60%}
& .record td:nth-child(4){min-width:13em}& .record td:nth-child(4)>*{white-space:nowrap}
& td,& th{border:0;border-top:1px solid var(--line);padding:.25em .6em;
text-align:left;vertical-align:top;line-height:inherit;color:inherit}
& th{color:var(--none);font-weight:normal;border-top:0}& th[colspan]{padding-top:.8em}
& .record td:nth-child(-n+2){white-space:nowrap;font-variant-numeric:tabular-nums}
& .gap{border-left:.4em solid var(--error);padding:.2em .8em}
& .dim{color:var(--none)}& summary{cursor:pointer}
& pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0 .3em 1.1em;font-size:90%;color:inherit;background:none}
& .wide{overflow-x:auto}& svg{width:100%;min-width:640px;height:auto;font-size:13px;display:block;margin:.6em 0 0}
& svg text{fill:currentColor}& svg .line{stroke:var(--line)}
& svg .bar{stroke:var(--none)}& svg .same{stroke:currentColor;stroke-opacity:.45}
& svg rect{fill:var(--error);fill-opacity:.12;stroke:var(--error)}
& .error{fill:var(--error);color:var(--error)}& .warning{fill:var(--warning);color:var(--warning)}
& .ok{fill:var(--ok);color:var(--ok)}& .info{fill:var(--info);color:var(--info)}
& .none{fill:var(--none);color:var(--none)}
& .key{font-size:90%;margin:0 0 .8em}& .key span{margin-right:1em;white-space:nowrap}
& form{margin:.6em 0;border:solid var(--line);border-width:1px 0;padding:.4em 0}
& form>*{margin-right:1em}& form label{display:inline-block;margin-right:.8em}
@media(max-width:640px){& .record thead{display:none}& .record td{display:inline-block;border:0;padding:.1em .4em}
& .record tr{border-top:1px solid var(--line)}& .record td:nth-child(3){display:block;width:auto}}}
:is([data-jp-theme-light=true],[theme=light],[data-theme=light],.vscode-light) .timeline.timeline{color-scheme:light}
:is([data-jp-theme-light=false],[theme=dark],[data-theme=dark],.vscode-dark) .timeline.timeline{color-scheme:dark}
""".replace("\n", "")
_PAGE_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;background:light-dark(#fff,#1b1d1f)}body>.timeline{margin:auto}"
)
# For the file only: shows the rows that fit every box, and says how many. It has no other way out: the policy
# lets this text run and nothing else, and nothing be loaded.
SCRIPT = (
    "const f=document.querySelector('form'),r=[...document.querySelectorAll('tr[data-source]')],"
    "n=document.querySelector('output'),on=x=>new Set([...f.querySelectorAll(`[name=${x}]:checked`)]"
    ".map(b=>b.value)),w=r.map(e=>e.textContent.toLowerCase());"
    "f.oninput=()=>{const t=f.text.value.toLowerCase(),s=on('source'),v=on('severity'),k=f.kind.value;let c=0;"
    "r.forEach((e,i)=>{const d=e.dataset,y=d.source.split(' ').some(x=>s.has(x))&&v.has(d.severity)"
    "&&(!k||d.kind.split(' ').includes(k))&&w[i].includes(t);e.hidden=!y;c+=y});"
    "n.value=c+' of '+r.length+' lines shown'};"
    "f.onreset=()=>setTimeout(f.oninput);f.onsubmit=()=>false;f.oninput()"
)
_ENDS = str.maketrans({mark: f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"})


def page(title: str, body: str, *, script: str = "") -> str:
    """A whole page, under a policy by which nothing is loaded or sent and no script runs but this one."""
    run = f"<script>{script}</script>" if script else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        '<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}"><style>{_PAGE_STYLE}</style>'
        f"</head><body>{body}{run}</body></html>\n"
    )


def block(inner: str) -> str:
    """What stands in a page or in a notebook's output, with its style."""
    return f"<style>{STYLE}</style><div class='timeline'>{inner}</div>"


def in_script(value: object) -> str:
    """The value as JSON that may stand in a script: no text in it can end the script, and all of it is read back."""
    return json.dumps(value, ensure_ascii=False).translate(_ENDS)


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return "default-src 'none'; style-src 'unsafe-inline'" + (f"; script-src 'sha256-{digest}'" if script else "")
