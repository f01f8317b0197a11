"""Controls of a live page: transport, settings, and the frame in which the page draws its curve."""

from collections.abc import Iterator, Mapping
from itertools import chain, repeat

from chainrule.live.lesson import Lesson, Pace
from chainrule.live.rules import schedules_of
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.typeset.text import write_name
from chainrule.training.optimizers import OPTIMIZERS

ICONS = {
    "reset": ("back to the start", "M4 5h2.2v14H4zM13.2 5v14l-6.6-7zM20.4 5v14l-6.6-7z"),
    "back": ("a step back", "M14.5 5v14L5 12zM16.4 5H19v14h-2.6z"),
    "toggle": ("play", ""),
    "forward": ("a step forward", "M5 5h2.6v14H5zM9.5 5v14l9.5-7z"),
    "last": ("to the last step", "M3.6 5v14l7.2-7zM10.8 5v14l6.6-7zM17.8 5H20v14h-2.2z"),
}
GRAINS = {
    "update": "each press makes a step of training",
    "gate": "each press computes one gate: forward, then backward",
    "layer": "each press goes to the next number that has a name",
    "epoch": "each press goes through all batches",
}
WALKED = "gate", "layer"  # of them, those that stay within one step of training
SPEED = """<label class="speed">speed<input type="range" name="speed" min="-1" max="6" value="6" step="0.5"
aria-label="speed, in presses a second"></label>"""
UNTIL = """<label>until cost below<input name="until" inputmode="decimal" autocomplete="off" size="6"></label>"""
OTHER_ROWS = (
    '<p class="quiet other-rows">There are more or fewer examples now than this was drawn for: numbers that do '
    "not fit are hidden, and an array shows its first examples.</p>"
)
PLAY = '<path class="play" d="M7 4v16l13-8z"/><path class="pause" d="M6 5h4v14H6zM14 5h4v14h-4z"/>'
EPOCHS = 100  # of a schedule, until somebody says otherwise
CURVE = """<svg class="curve" viewBox="0 0 640 190" role="img" aria-label="cost of each batch over the steps">
<path class="axis" d="M84 12V164H628"/>
<text class="top" x="76" y="22" text-anchor="end"></text><text class="bottom" x="76" y="166" text-anchor="end"></text>
<text class="last" x="628" y="185" text-anchor="end"></text>
<polyline class="rest"/><polyline class="line"/><circle class="dot" r="5" visibility="hidden"/>
</svg>
<p class="said quiet"></p>"""


def transport(grains: Mapping[str, str], *, trains: bool) -> str:
    """Buttons, how far each goes, how fast it plays, and a slider that goes back."""
    buttons = "".join(_button(name, said, path) for name, (said, path) in ICONS.items())
    slider = '<input type="range" name="step" min="0" max="0" value="0" step="1" aria-label="step of the run" disabled>'
    how = choice("grain", "Grain", grains, SPEED + (UNTIL if trains else ""))
    told = 'class="transport" role="group" aria-label="transport" data-panel="transport"'
    row = f'<div class="row">{buttons}{slider if trains else ""}<output></output></div>'
    return f'<div {told}>{row}</div>\n<div class="how">{how}</div>'


def choice(name: str, legend: str, options: Mapping[str, str], more: str = "") -> str:
    """One of several, of which the first is chosen at the start."""
    radios = "".join(
        f'<label title="{escaped(said)}"><input type="radio" name="{name}" value="{option}"{checked}>{option}</label>'
        for (option, said), checked in zip(options.items(), chain([" checked"], repeat("")), strict=False)
    )
    inside = f'<legend>{escaped(legend)}</legend><span class="options">{radios}</span>{more}'
    return f'<fieldset class="choice">{inside}</fieldset>'


def chosen(name: str, option: str, inside: str, *, is_first: bool) -> str:
    """What is shown where an option of a choice is chosen."""
    return f'<div data-choice="{name}" data-option="{option}"{"" if is_first else " hidden"}>{inside}</div>'


def _button(name: str, said: str, path: str) -> str:
    inside = f'<path d="{path}"/>' if path else PLAY
    icon = f'<svg viewBox="0 0 24 24" aria-hidden="true">{inside}</svg>'
    return f'<button type="button" data-move="{name}" aria-label="{said}" title="{said}">{icon}</button>'


def predicting(lesson: Lesson) -> Iterator[str]:
    """What may be hidden until somebody says it, and where that is said."""
    names = lesson.sheet.backward.all_names
    results = [name for name, node in names.items() if not node.is_leaf]
    options = "".join(f'<option value="{escaped(name)}">{escaped(write_name(name))}</option>' for name in results)
    yield '<p class="quiet">Hide a number everywhere, work it out, and type it in: what you meant is said to you.</p>'
    yield f'<label class="hide">Hide<select name="hide"><option value="">nothing</option>{options}</select></label>'
    yield '<div class="guesses"></div><p class="verdict" role="status"></p>'


def _select(name: str, label: str, options: Mapping[str, str]) -> str:
    inside = "".join(f'<option value="{escaped(one)}">{escaped(said)}</option>' for one, said in options.items())
    return f'<label>{escaped(label)}<select name="{name}">{inside}</select></label>'


def settings(pace: Pace, *, alone: bool = False) -> str:
    """What may be chosen about a training, and how rows are dealt; the page's own rule may stand alone."""
    size = min(pace.batches.size.same or 1, pace.batches.rows)
    fields = (
        ("learning_rate", "Learning rate η", format_number(pace.optimizer.schedule.rate)),
        ("batch_size", f"Batch size, up to {pace.batches.rows}", str(size)),
        ("seed", "Seed of the order of rows", str(pace.batches.seed)),
    )
    inputs = "".join(
        f'<label>{escaped(label)}<input name="{name}" value="{value}" inputmode="decimal" autocomplete="off"></label>'
        for name, label, value in fields
    )
    own = pace.optimizer
    others = {} if alone else {name: type(make()).__name__ for name, make in OPTIMIZERS.items()}
    rules = {own.name: type(own).__name__, **others}
    schedules = {name: name.replace("_", " ") for name in schedules_of(own.schedule)}
    inputs = _select("optimizer", "Optimizer", rules) + inputs + _select("schedule", "Schedule of η", schedules)
    inputs += f'<label>Epochs of the schedule<input name="epochs" value="{EPOCHS}" inputmode="numeric"></label>'
    inputs += '<label class="tick"><input name="keep_last" type="checkbox">Keep a short last batch</label>'
    told = '<p class="quiet">Another setting begins a new run at the same start.</p>'
    return f'<div class="fields">{inputs}</div><p><output></output>.</p>{told}'


def sharing() -> str:
    """How a state is taken along: as a link, as a file, in another form, and what of the page a class sees."""
    told = "A link or a file opens with these numbers, in another browser and in Python: <code>cr.open(link)</code>."
    copied = '<label class="long">Link<input name="link" readonly placeholder="Copy makes it"></label>'
    both = _words(("copy", "Copy link"), ("save", "Save as file"), ("open", "Open file"))
    file = '<input type="file" accept=".json,application/json" hidden>'
    picture = '<label>Picture<select name="picture"></select></label>'
    pictures = f'<div class="words">{picture}{_words(("svg", "SVG"), ("png", "PNG"))}</div>'
    panels = '<div class="fields" data-share="panels"></div>'
    hidden = (
        f'<details><summary>Hide panels from who opens the link</summary><div class="inside">{panels}</div></details>'
    )
    return "\n".join(
        [
            f'<p class="quiet">{told}</p>',
            f'<div class="words">{copied}{both}{file}</div>',
            '<p role="status"></p>',
            hidden,
            "<h3>Take along</h3>",
            f'<div class="words" data-share="texts"></div>{pictures}',
        ]
    )


def _words(*buttons: tuple[str, str]) -> str:
    return "".join(f'<button type="button" data-share="{name}">{said}</button>' for name, said in buttons)
