"""The document of a live page: what stands still is written here, numbers are filled in by the page's own program."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from importlib.resources import files
from textwrap import dedent

from chainrule.graph.display import write_note
from chainrule.live.asked import Asked
from chainrule.live.controls import (
    CURVE,
    GRAINS,
    OTHER_ROWS,
    WALKED,
    choice,
    chosen,
    predicting,
    settings,
    sharing,
    transport,
)
from chainrule.live.lesson import Lesson, Pace
from chainrule.live.live_style import LIVE_STYLE
from chainrule.live.movement_style import MOVEMENT_STYLE
from chainrule.live.neurons import Neurons, print_neurons
from chainrule.live.payload import Programs, write_payload
from chainrule.live.programs import named_passes, print_cost, print_passes
from chainrule.live.rules import print_schedules, rules_of
from chainrule.live.shown_page import Page
from chainrule.live.slipped import slipped
from chainrule.live.typeset_equations import typeset_equations
from chainrule.live.view_style import VIEW_STYLE
from chainrule.live.walked import walked
from chainrule.live.zooms import Zoom, open_gates, print_gates, zooms
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.notation.live_numbers import LiveValues
from chainrule.readers.page import explained
from chainrule.readers.page.html_parts import scrolling, unfolding
from chainrule.readers.page.page_style import STYLE
from chainrule.readers.typeset.mathematics_style import mathematics_style

SCRIPTS = "'sha256-{hash}' blob: 'wasm-unsafe-eval'"  # the bundle, the programs that it shows, and their products
POLICY = f"default-src 'none'; script-src {SCRIPTS}; style-src 'unsafe-inline'; font-src data:; img-src data:"
BUNDLE = files(__package__) / "bundle" / "page.js"
MOVED = "This is written for the numbers that the page begins with, and others are seen now."
NO_SCRIPT = "This page computes its numbers with JavaScript, which is off here."


def live_page(lesson: Lesson) -> Page:
    """The whole file. It asks for nothing else, and works from a disk.

    The JavaScript that computes stands on it as text, and it is that text that runs.
    """
    sheet, pace = lesson.sheet, lesson.pace
    whole = named_passes(sheet.graph, sheet.cost)
    asked = Asked({node: name for graph in (sheet.backward, whole) for name, node in graph.all_names.items()}, "=")
    values = _live(lesson, asked)
    gates = None if lesson.quick else open_gates(sheet, values)
    neurons = print_neurons(pace.stand, sheet.graph.leaves) if pace else None
    sections = [*_sections(lesson, values, zooms(sheet, values, gates), neurons), *_explained(lesson)]
    passes = print_passes(whole, asked.further, lesson.sizes)  # with all that the sections have asked for
    programs = Programs(
        passes,
        print_gates(gates, passes) if gates else None,
        None if lesson.quick else slipped(lesson),
        rules_of(pace, others=not lesson.quick) if pace else [],
        neurons,
        print_cost(whole, sheet.cost, lesson.sizes) if pace else None,
    )
    listed = (unfolding(name, _code(key, text)) for key, name, text in _shown(programs, pace))
    sections += [_panel("Share", sharing(), key="share"), _panel("Programs", *listed)]
    return Page.of(_document(escaped(sheet.title), sections, write_payload(lesson, programs)), lesson)


def _shown(programs: Programs, pace: Pace | None) -> Iterator[tuple[str, str, str]]:
    """The programs that stand on a page: by which key it imports each, what each is, and the text that runs."""
    yield "passes", "The program of both passes", programs.passes.text
    if programs.gates:
        yield "gates", "The program of the gates", programs.gates.text
    if programs.slips:
        yield "slips", "The program of slips, each a wrong gradient", programs.slips.program.text
    for own in programs.training[:1]:  # the page tells the others by lines of this one
        yield "training", f"The program of a step of {own.label}", own.source
    if programs.cost:
        yield "cost", "The program of the cost alone", programs.cost.text
    if pace:
        yield "schedules", "The program of schedules", print_schedules(pace.optimizer.schedule)
    if programs.neurons:
        yield "neurons", "The program of the neurons", programs.neurons.text


def _document(title: str, sections: Sequence[str], payload: str) -> str:
    """The file around its sections: a policy that lets only its own script and the shown programs run."""
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
            f"<style>{STYLE}{LIVE_STYLE}{VIEW_STYLE}{MOVEMENT_STYLE}{mathematics_style()}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{title}</h1>",
            f"<noscript><p>{NO_SCRIPT}</p></noscript>",
            *sections,
            "</main>",
            f'<script type="application/json" id="payload">{payload}</script>',
            f'<script type="module">{script}</script>',
            "</body>",
            "</html>\n",
        ]
    )


def _live(lesson: Lesson, asked: Asked) -> LiveValues:
    sheet = lesson.sheet
    assert sheet.values is not None  # noqa: S101 - a lesson has numbers
    graph = sheet.values.graph
    return LiveValues(graph, {name: sheet.values[name] for name in graph.leaves}, asked, lesson.letter)


def _sections(lesson: Lesson, values: LiveValues, views: Sequence[Zoom], neurons: Neurons | None) -> Iterator[str]:
    sheet = lesson.sheet
    grains = _grains(lesson, views)
    if grains:
        yield transport(grains, trains=lesson.pace is not None)
    yield from (f"<p>{escaped(write_note(note))}</p>" for note in sheet.notes)
    equations = _panel("Equations", *typeset_equations(lesson, values), key="equations")
    training = [*_training(lesson)]
    if neurons and neurons.inputs > 1:  # what people look at while it learns
        pad = [_panel("A pad to draw on", key="pad")] if neurons.is_of_images else []
        yield _columns(_stacked(*pad, _panel("Surfaces", key="surfaces")), _stacked(*training), kind="wide-first")
        training = []
    predict = _panel("Predict first", *predicting(lesson), key="predict")
    circuit = _panel("Circuit", *_circuits(views), key="circuit")
    if lesson.is_of_gates:
        yield _columns(_stacked(*_board(lesson)), circuit)
        yield _columns(_stacked(predict, *training), equations)
    else:
        yield _columns(_stacked(*_board(lesson), *training, predict, *_examples(neurons)), equations)
    yield from _movement(lesson)
    if not lesson.is_of_gates:
        yield circuit
    hint = '<p class="quiet">Change any number: everything that depends on it is computed anew{}.</p>'
    begins = ", and a new run begins there" if lesson.pace else ""
    yield _panel("Parameters", hint.format(begins), '<div class="cards"></div>', key="parameters")
    yield _panel("Data", '<div class="cards"></div>', key="data")
    yield _panel("On the way", '<div class="cards"></div>', key="between")


def _explained(lesson: Lesson) -> Iterator[str]:
    """What is said of the numbers that the page begins with, and is hidden where others are seen."""
    for title, inside in explained(lesson.sheet) if lesson.explained else ():
        moved = f'<p class="quiet moved" hidden>{MOVED}</p>'
        yield f'<section class="panel" data-still>\n<h2>{escaped(title)}</h2>\n{moved}\n{inside}\n</section>'


def _examples(neurons: Neurons | None) -> Iterator[str]:
    """What is learned from, and what is made of it."""
    if neurons:
        yield _panel("Examples", key="examples")
        yield _panel("Predictions against truth", key="truth")


def _movement(lesson: Lesson) -> Iterator[str]:
    """The cost around where a run stands."""
    if lesson.pace and lesson.pace.stand.checkpoint.theta.size > 1:
        cuts = _stacked(_panel("Slice", key="slice"), _panel("Histogram of the gradient", key="gradients"))
        yield _columns(_panel("Landscape", key="landscape"), cuts, kind="wide-first")
    elif lesson.pace:
        yield _panel("Slice", key="slice")


def _board(lesson: Lesson) -> Iterator[str]:
    """What was written."""
    text = "" if lesson.quick else dedent(lesson.text).strip()  # a quick page stands beside its text
    if text:
        yield _panel("Board", f'<pre class="board" tabindex="0">{escaped(text)}</pre>')


def _training(lesson: Lesson) -> Iterator[str]:
    """How it trains, and what that comes to."""
    if lesson.pace:
        yield _panel("Cost", CURVE, key="curve")
        yield _panel("Training", settings(lesson.pace, alone=lesson.quick), key="settings")


def _panel(title: str, *parts: str, key: str = "") -> str:
    """A section; those with a key show numbers, and say of which revision these are."""
    data = f' data-panel="{key}"' if key else ""
    return "\n".join([f'<section class="panel"{data}>', f"<h2>{escaped(title)}</h2>", *parts, "</section>"])


def _stacked(*parts: str) -> str:
    return "<div>\n" + "\n".join(parts) + "\n</div>" if parts else ""


def _columns(*parts: str, kind: str = "") -> str:
    kept = [part for part in parts if part]
    return (
        f'<div class="columns{" " * bool(kind)}{kind}">\n' + "\n".join(kept) + "\n</div>"
        if len(kept) > 1
        else "".join(kept)
    )


def _circuits(views: Sequence[Zoom]) -> Iterator[str]:
    """The zooms, of which one is shown, and the step of its walk whose turn it is."""
    offered = choice("zoom", "Zoom", {view.name: f"{view.name} of the circuit" for view in views})
    yield offered if len(views) > 1 else f"<div hidden>{offered}</div>"
    yield OTHER_ROWS
    for view in views:
        inside = walked(view) + scrolling(view.picture, f"circuit, {view.name}", "wide circuit")
        yield chosen("zoom", view.name, inside, is_first=view is views[0])


def _grains(lesson: Lesson, views: Sequence[Zoom]) -> dict[str, str]:
    """How far a press goes: through a walk where there is one, and through a training where there is one."""
    walks, trains = any(view.steps for view in views), lesson.pace is not None
    found = {name: said for name, said in GRAINS.items() if (walks if name in WALKED else trains)}
    return dict(sorted(found.items(), key=lambda one: lesson.is_of_gates and one[0] not in WALKED))


def _code(key: str, text: str) -> str:
    return f'<pre class="code" tabindex="0" id="{key}">{escaped(text)}</pre>'
