"""The document of a live page: what stands still is written here, numbers are filled in by the page's own program."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

from chainrule.graph.display import write_note
from chainrule.live.controls import CURVE, settings, transport
from chainrule.live.lesson import Lesson
from chainrule.live.live_style import LIVE_STYLE
from chainrule.live.neurons import Neurons, print_neurons
from chainrule.live.payload import write_payload
from chainrule.live.programs import print_passes, training_program
from chainrule.readers.diagram import diagram
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.page.html_parts import formulas, scrolling, unfolding
from chainrule.readers.page.page_style import STYLE
from chainrule.readers.page.sheet import Sheet
from chainrule.readers.page.sheet_equations import equations_of
from chainrule.readers.typeset.mathematics_style import mathematics_style
from chainrule.readers.typeset.text import write_name
from chainrule.training.update_equations import optimizer_equations

SCRIPTS = "'sha256-{hash}' blob: 'wasm-unsafe-eval'"  # the bundle, the programs that it shows, and their products
POLICY = f"default-src 'none'; script-src {SCRIPTS}; style-src 'unsafe-inline'; font-src data:"
BUNDLE = files(__package__) / "bundle" / "page.js"
NO_SCRIPT = "This page computes its numbers with JavaScript, which is off here."


def live_page(lesson: Lesson) -> str:
    """The whole file, as text. It asks for nothing else, and works from a disk.

    The JavaScript that computes stands on it as text, and it is that text that runs.
    """
    sheet = lesson.sheet
    passes = print_passes(sheet, lesson.letter)
    program = training_program(lesson.pace) if lesson.pace else None
    neurons = print_neurons(lesson.pace.stand, passes.leaves) if lesson.pace else None
    shown = [("passes", "The program of both passes", passes.text)]
    shown += [("training", "The program of a training step", program.source)] if program else []
    shown += [("neurons", "The program of the neurons", neurons.text)] if neurons else []
    title = escaped(sheet.title)
    script = BUNDLE.read_text("utf-8")
    policy = POLICY.format(hash=b64encode(sha256(script.encode()).digest()).decode())
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{title}</title>",
            f"<style>{STYLE}{LIVE_STYLE}{mathematics_style()}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{title}</h1>",
            f"<noscript><p>{NO_SCRIPT}</p></noscript>",
            *_sections(lesson, neurons),
            _panel("Programs", *(unfolding(name, _code(key, text)) for key, name, text in shown)),
            "</main>",
            f'<script type="application/json" id="payload">{write_payload(lesson, passes, program, neurons)}</script>',
            f'<script type="module">{script}</script>',
            "</body>",
            "</html>\n",
        ]
    )


def _sections(lesson: Lesson, neurons: Neurons | None) -> Iterator[str]:
    sheet = lesson.sheet
    if lesson.pace:
        yield transport()
    yield _columns(_stacked(*_beside(lesson)), _panel("Equations", *_equations(lesson)))
    yield from (f"<p>{escaped(write_note(note))}</p>" for note in sheet.notes)
    if neurons and neurons.inputs > 1:
        yield _panel("Surfaces", key="surfaces")
    if neurons:
        yield _panel("Examples", key="examples")
    yield _panel("Circuit", scrolling(_circuit(sheet), "circuit", "wide circuit"), key="circuit")
    hint = '<p class="quiet">Change any number: everything that depends on it is computed anew{}.</p>'
    begins = ", and a new run begins there" if lesson.pace else ""
    yield _panel("Parameters", hint.format(begins), '<div class="cards"></div>', key="parameters")
    yield _panel("Data", '<div class="cards"></div>', key="data")
    yield _panel("On the way", '<div class="cards"></div>', key="between")


def _beside(lesson: Lesson) -> Iterator[str]:
    """What stands beside the equations."""
    if text := lesson.text.strip():
        yield _panel("Board", f'<pre class="board" tabindex="0">{escaped(text)}</pre>')
    if lesson.pace:
        yield _panel("Training", settings(lesson.pace), key="settings")
        yield _panel("Cost", CURVE, key="curve")


def _panel(title: str, *parts: str, key: str = "") -> str:
    """A section; those with a key show numbers, and say of which revision these are."""
    data = f' data-panel="{key}"' if key else ""
    return "\n".join([f'<section class="panel"{data}>', f"<h2>{escaped(title)}</h2>", *parts, "</section>"])


def _stacked(*parts: str) -> str:
    return "<div>\n" + "\n".join(parts) + "\n</div>" if parts else ""


def _columns(*parts: str) -> str:
    kept = [part for part in parts if part]
    return '<div class="columns">\n' + "\n".join(kept) + "\n</div>" if len(kept) > 1 else "".join(kept)


def _equations(lesson: Lesson) -> Iterator[str]:
    both = equations_of(lesson.sheet)
    update = optimizer_equations(lesson.pace.optimizer).forward if lesson.pace else ()
    step = f"Update, g = ∂{write_name(lesson.sheet.cost)}/∂θ"
    for title, lines in (("Forward", both.forward), ("Backward", both.backward), (step, update)):
        if lines:
            yield f"<h3>{title}</h3>\n" + formulas(lines, f"{title.lower()} equations")


def _circuit(sheet: Sheet) -> str:
    return diagram(
        sheet.graph,
        sheet.values,
        zoom=sheet.zoom,
        cost=sheet.cost,
        title=f"Circuit of {write_name(sheet.cost)}",
        blocks=sheet.blocks,
        moving=True,
    )


def _code(key: str, text: str) -> str:
    return f'<pre class="code" tabindex="0" id="{key}">{escaped(text)}</pre>'
