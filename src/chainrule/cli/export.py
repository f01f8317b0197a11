"""`chainrule export`: a board or a model as a NumPy script, JavaScript, ONNX, LaTeX, an SVG or a page."""

from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path

import click
import numpy as np

from chainrule.atomic import write_atomically
from chainrule.cli.console import output, say
from chainrule.cli.equation_options import EQUATION_OPTIONS, closed_in, sheet_equations, without
from chainrule.cli.exits import usage_error
from chainrule.cli.onnx_files import write_onnx
from chainrule.cli.option_types import Count, Name
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.output_files import FORCE_OPTION, require_free, say_written, write_text
from chainrule.cli.pages import sheet_page
from chainrule.cli.targets import NUMBER_OPTIONS, Given, TargetCommand, is_model, open_target
from chainrule.engines.javascript.program import javascript_passes
from chainrule.engines.memory import BATCH
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.readers.diagram import ZOOMS, diagram
from chainrule.readers.equations import Equations
from chainrule.readers.page import Sheet
from chainrule.readers.script import Script, script
from chainrule.tables.learning import load_learner
from chainrule.tables.table_model import TableModel
from chainrule.transforms.sized import sized
from chainrule.wording import plain

EPOCHS = 10
FORMS = ("numpy", "javascript", "onnx", "latex", "svg", "html")
EPILOG = """\b
Try:
  chainrule export board.txt --to latex
  chainrule export "1/(1+exp(-x))" --at x=1 --to svg --out gates.svg
  chainrule export people.safetensors --to numpy --data people.csv --out a.py
  chainrule export people.safetensors --to onnx --out people.onnx"""
EXPORT_OPTIONS = (
    click.option("--to", "form", type=Name("form", FORMS), required=True, metavar="FORM",
        help="numpy (a script), javascript (a module), onnx (of a model: cells in, probabilities out), latex "
        "(equations), svg (the circuit) or html (a page; with numbers it computes)."),
    click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Without it: standard output."),
    *EQUATION_OPTIONS,
    *NUMBER_OPTIONS,
    click.option("--zoom", type=Name("zoom", ZOOMS), metavar="NAME",
        help=f"Of a circuit: {', '.join(ZOOMS)}.  [default: operations; layers of a network]"),
    click.option("--epochs", type=Count(1), metavar="COUNT",
        help=f"Of a script that trains a model on --data.  [default: {EPOCHS}]"),
    click.option("--features", is_flag=True,
        help="Of onnx: leave the encoding of columns out, so that features come in, and the last layer's output out."),
    FORCE_OPTION,
    *OUTPUT_OPTIONS,
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """What comes out: a text, and arrays for a file beside it."""

    text: str
    arrays: dict[str, Array] = field(default_factory=dict)


@click.command(cls=TargetCommand, epilog=EPILOG)
@click.argument("target")
@with_options(EXPORT_OPTIONS)
def export(
    target: str,
    form: str,
    out: Path | None,
    at: tuple[str, ...],
    random: bool,
    seed: int | None,
    data: str | None,
    row: int | None,
    lines: str | None,
    numbers: bool | None,
    closed: tuple[str, ...],
    unfolded: bool,
    zoom: str | None,
    epochs: int | None,
    features: bool,
    force: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> None:
    """Write TARGET, a board's file, an expression or a model, in another form.

    A script needs NumPy only and computes both passes, a module of JavaScript needs nothing; a script of a model with
    --data goes on with the training, and with --row it computes that row. So does a page, which computes by itself.
    """
    _require_out(out, form, force=force)
    if features and form != "onnx":
        raise usage_error("--features", "this is for --to onnx")
    if form == "onnx":
        unused = {"--at": at, "--random": random, "--seed": seed, "--data": data, "--row": row, "--zoom": zoom}
        write_onnx(target, out, {**unused, "--equations": lines, "--epochs": epochs}, features=features, quiet=quiet)
        return
    trains = form == "numpy" and is_model(target) and data is not None and row is None
    _require_use(form, lines, zoom, None if trains else epochs)
    given = Given(at, random, seed, data, row)
    if form == "html" and is_model(target) and data is not None and row is None:
        made = Export(TableModel.load(target).page(data, title=plain(Path(target).name)))
    elif trains and data is not None:
        made = _of_script(TableModel.load(target).script(data, epochs or EPOCHS))
    else:
        sheet = without(open_target(target, given, zoom=zoom or ""), numbers)
        sheet = closed_in(sheet, closed, lines, numbers=numbers)
        if at and sheet.values is None and numbers is not False and not quiet and form != "numpy":
            say(f"{sheet.why_no_values}, so there are no numbers", err=True)
        if form == "html":
            plain_page = zoom is None and not closed and numbers is not False and data is None
            made = Export((_drawn_page(target) if plain_page else None) or sheet_page(target, sheet))
        else:
            shown = sheet_equations(sheet, lines, numbers=numbers, unfolded=unfolded)
            made = _export(sheet, form, is_model(target), shown)
    _write(made, out, quiet=quiet)


def _drawn_page(target: str) -> str | None:
    """The page of a model that computes at rows that are drawn; None for a board, and what has no such page."""
    if not is_model(target):
        return None
    with suppress(SettingError):  # it has too many parameters
        return load_learner(target, None).page_without_data(plain(Path(target).name))
    return None


def _require_use(form: str, lines: str | None, zoom: str | None, epochs: int | None) -> None:
    """Nothing, or a usage error for an option that what is written has no use for."""
    if lines is not None and form != "latex":
        raise usage_error(
            "--equations", "this is for --to latex" + ("; a page has all but indices" if form == "html" else "")
        )
    if zoom is not None and form not in ("svg", "html"):
        raise usage_error("--zoom", "this is for the circuit of --to svg or html")
    if epochs is not None:
        raise usage_error("--epochs", "this is for a script that trains a model: --to numpy, and --data without --row")


def _require_out(out: Path | None, form: str, *, force: bool) -> None:
    """Nothing, or a usage error when what is to be written cannot be, or may not be."""
    if out is None:
        return
    require_free("--out", out, force=force)
    if form == "numpy":
        if out.suffix != ".py":
            raise usage_error("--out", f"the name of a script ends in .py, and {out} does not")
        require_free("--out", out.with_suffix(".npz"), force=force)


def _export(sheet: Sheet, form: str, model: bool, lines: Equations) -> Export:
    if form == "latex":
        return Export(lines.latex() + "\n")
    if form == "svg":
        circuit = partial(diagram, blocks=sheet.blocks, closed=sheet.closed)
        return Export(circuit(sheet.graph, sheet.values, zoom=sheet.zoom, cost=sheet.cost, title=sheet.title))
    if form == "javascript":
        return Export(_javascript(sheet))
    if sheet.values is None:
        need = "--data DATA, and --row N for one row" if model else "--at NAME=VALUE, or --random"
        why = sheet.why_no_values or "there are none"
        raise usage_error("--to", f"a script computes with numbers, and {why}; give {need}")
    return _of_script(script(sheet.backward, sheet.values))


def _javascript(sheet: Sheet) -> str:
    """The module of both passes, with the sizes of the numbers there are; what counts examples is the letter m."""
    given = {} if sheet.values is None else dict(sheet.values.sizes)
    sizes = {**{letter: size for letter, size in given.items() if letter != BATCH}, **sheet.sizes}
    graph = sized(sheet.backward, sizes)
    letters = {letter for node in graph.order for letter in node.shape if isinstance(letter, str)} - {BATCH}
    if letters:
        need = f"{', '.join(sorted(letters))} {'has' if len(letters) == 1 else 'have'} no size"
        raise usage_error("--to", f"a module knows one letter, {BATCH}, and {need}; give --at NAME=VALUE, or --random")
    return javascript_passes(graph)


def _of_script(made: Script) -> Export:
    return Export(made.text, made.arrays)


def _write(made: Export, out: Path | None, *, quiet: bool) -> None:
    """The text to where it belongs, and its arrays beside it."""
    if out is None:
        if made.arrays:
            raise usage_error("--out", "a file is needed, for large arrays go into another one beside it")
        output().write(made.text if made.text.endswith("\n") else f"{made.text}\n")
        return
    if made.arrays:
        arrays = BytesIO()
        np.savez(arrays, **made.arrays)  # type: ignore[arg-type]
        write_atomically(out.with_suffix(".npz"), lambda file: file.write(arrays.getvalue()))
    write_text(out, made.text)
    say_written(out, f" and {out.with_suffix('.npz')}" if made.arrays else "", quiet=quiet)
