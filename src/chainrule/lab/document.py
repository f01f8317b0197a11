"""The lab's own document: a whiteboard, a frame with the page that computes, and what begins and ends a training."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from chainrule.lab.bench import Bench
from chainrule.live.document import BUNDLE
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.page.page_style import STYLE
from chainrule.training.optimizers import OPTIMIZERS

SCRIPT = files("chainrule.live") / "bundle" / "lab.js"
LAB_STYLE = """
html,body{height:100%}
main.lab{max-width:none;height:100%;padding:0;display:grid;grid-template-columns:minmax(18rem,26rem) minmax(0,1fr)}
.bench{padding:1rem;display:flex;flex-direction:column;gap:.75rem;border-right:1px solid var(--line);overflow:auto}
.bench h1{margin:0}
.bench label{display:grid;gap:.25rem;color:var(--quiet);font-size:.9rem}
textarea{font:.9rem/1.5 ui-monospace,"DejaVu Sans Mono",monospace;min-height:16rem;resize:vertical;color:var(--ink);
background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:.7rem .8rem;white-space:pre;tab-size:4}
textarea[aria-invalid="true"]{border-color:var(--wrong)}
.bench pre{margin:0;white-space:pre-wrap;color:var(--wrong);font:.84rem/1.45 ui-monospace,"DejaVu Sans Mono",monospace}
.bench pre:empty{display:none}
.row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
.row input,.row select,.row button{font:inherit;height:2.6rem;padding:0 .8rem;color:var(--ink);
background:var(--paper);border:1px solid var(--line);border-radius:8px}
.row input{width:7rem}
.row button{background:var(--link);border-color:var(--link);color:var(--paper);cursor:pointer}
.row button:disabled{opacity:.4;cursor:default}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.frames{position:relative;min-height:24rem}
.frames iframe{position:absolute;inset:0;width:100%;height:100%;border:0;background:var(--paper)}
.frames iframe[data-coming]{visibility:hidden}
@media (max-width:60rem){main.lab{grid-template-columns:minmax(0,1fr);grid-template-rows:auto minmax(40rem,1fr)}
.bench{border-right:0;border-bottom:1px solid var(--line)}textarea{min-height:11rem}}
"""


def lab_policy() -> str:
    """Only the two programs of ours run, in the lab and in the frame, and only the lab's own server is asked."""
    hashes = " ".join(f"'sha256-{_hash(one.read_text('utf-8'))}'" for one in (SCRIPT, BUNDLE))
    scripts = f"{hashes} blob: 'wasm-unsafe-eval'"
    own = "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; font-src data:; img-src data:; {own}"


def lab_page(bench: Bench) -> str:
    """The whole document."""
    title = escaped(bench.title)
    chosen = "".join(f"<option{' selected' if name == bench.optimizer else ''}>{name}</option>" for name in OPTIMIZERS)
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{title}: chainrule lab</title>",
            f"<style>{STYLE}{LAB_STYLE}</style>",
            "</head>",
            "<body>",
            '<main class="lab">',
            '<section class="bench" aria-label="Whiteboard">',
            f"<h1>{title}</h1>",
            '<label>Whiteboard<textarea id="text" spellcheck="false" autocapitalize="off" autocomplete="off">',
            f"{escaped(bench.text.strip())}</textarea></label>",
            '<pre id="wrong" role="alert"></pre>',
            f'<div class="row"><label>Optimizer<select id="optimizer">{chosen}</select></label></div>',
            '<div class="row"><label>Epochs<input id="epochs" value="1000" inputmode="numeric"></label>',
            '<button id="train" type="button" disabled>Train in Python</button>',
            '<button id="stop" type="button" disabled>Stop</button></div>',
            '<p id="said" role="status"></p>',
            "</section>",
            '<div class="frames" id="frames"></div>',
            "</main>",
            f'<script type="module">{SCRIPT.read_text("utf-8")}</script>',
            "</body>",
            "</html>\n",
        ]
    )


def _hash(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
