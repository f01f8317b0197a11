"""The options of `train`, in the groups in which its help shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, get_args

import click

from chainrule.architecture.layers import ACTIVATIONS
from chainrule.architecture.output_losses import LOSSES
from chainrule.cli.boards import read_board
from chainrule.cli.option_types import Batch, Count, Name, Number, ShareOrFile, Size, Sizes
from chainrule.cli.output_files import FORCE_OPTION
from chainrule.data import Task
from chainrule.data.reading import DECIMALS, PLAIN, Reading
from chainrule.engines.registry import ENGINES
from chainrule.tables.presets import PRESETS
from chainrule.tables.table_settings import ACTIVATION, CLASS_WEIGHTS, DROPOUT, HIDDEN, PLAIN_SCHEDULES, TableSettings
from chainrule.training.checkpoint import DTYPES
from chainrule.training.checkpointing import EVERY
from chainrule.training.engine_choice import AUTO
from chainrule.training.optimizers import OPTIMIZERS
from chainrule.wording import listing

Command = TypeVar("Command", bound=Callable[..., object])

GROUPS: Mapping[str, Sequence[str]] = {
    "Data": (
        "target", "task", "ignore", "categorical", "keep", "weight", "drop_missing_target", "validation", "test",
        "folds", "group", "time", "class_weight",
    ),
    "File": ("text_encoding", "delimiter", "skip_rows", "header", "missing", "decimal"),
    "Network": ("preset", "pieces", "hidden", "activation", "loss", "dropout", "l2", "members", "starts"),
    "Board": ("board", "sizes", "batch"),
    "Training": (
        "optimizer", "learning_rate", "schedule", "warm_up", "clip_norm", "batch_size", "epochs", "patience", "seed",
        "dtype", "engine", "threads",
    ),
}  # fmt: skip


class GroupedCommand(click.Command):
    """A command whose help shows its options in groups."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a section for each group."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        grouped = {name for names in GROUPS.values() for name in names}
        rest = [option.name for option in options if option.name not in grouped]
        for title, names in {**GROUPS, "Output": rest}.items():
            records = [option.get_help_record(ctx) for option in options if option.name in names]
            with formatter.section(title):
                formatter.write_dl([record for record in records if record is not None], col_max=24)


def _only_one(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> str | None:
    """The one value of an option; of two, neither is forgotten."""
    if len(values) > 1:
        raise click.BadParameter(f"one column is predicted, not {listing(values)}; choose one", context, option)
    return values[0] if values else None


def _or_none(context: click.Context, option: click.Parameter, value: str) -> str | None:  # noqa: ARG001
    """The value; the word none is None in Python."""
    return None if value == "none" else value


def _board_text(context: click.Context, option: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """The text of a board's file."""
    return None if value is None else read_board(Path(value))


def _by_letter(
    context: click.Context, option: click.Parameter, values: tuple[tuple[str, int], ...]
) -> dict[str, int] | None:
    """The sizes by letter; of two for one, neither is forgotten."""
    sizes = dict(values)
    if len(sizes) < len(values):
        twice = next(letter for letter, _ in values if [one for one, _ in values].count(letter) > 1)
        raise click.BadParameter(f"{twice} has two numbers", context, option)
    return sizes or None


def _names(names: Sequence[str]) -> str:
    return ", ".join(names)


OUTPUT_OPTIONS = (
    click.option("--quiet", is_flag=True, help="Say nothing but errors."),
    click.option("--debug", is_flag=True, help="Show the traceback of an error."),
)

JSON_OPTION = click.option(
    "--json", is_flag=True, help="One JSON object on standard output, the rest on standard error."
)
FORM_OPTIONS = (
    click.option("--encoding", "text_encoding", metavar="NAME",
        help="Of a text file.  [default: utf-8, or utf-16 with its mark, or else cp1252]"),
    click.option("--delimiter", metavar="SIGN", help="Between cells: , ; | tab or space.  [default: found]"),
    click.option("--skip-rows", type=Count(0), metavar="LINES", help="Lines above the names.  [default: found]"),
    click.option("--no-header", "header", flag_value=False, default=True,
        help="The first line is a row; columns are called 'column 1', 'column 2', …"),
)  # fmt: skip
TRAIN_OPTIONS = (
    click.option("--target", multiple=True, callback=_only_one, metavar="NAME",
        help="The column to be predicted; a built-in name brings its own."),
    click.option("--task", type=Name("task", get_args(Task)), metavar="KIND",
        help="classes or regression; by default texts, or two different numbers, are classes."),
    click.option("--ignore", multiple=True, metavar="COLUMN", help="A column to leave out; may be repeated."),
    click.option("--categorical", multiple=True, metavar="COLUMN",
        help="A column of numbers that are categories; may be repeated."),
    click.option("--keep", multiple=True, metavar="COLUMN",
        help="A column to use although it looks like a number of the row or an identifier; may be repeated."),
    click.option("--weight", metavar="COLUMN", help="The column that says how much each row counts."),
    click.option("--drop-missing-target", is_flag=True, help="Leave out rows without a target."),
    *FORM_OPTIONS,
    click.option("--missing", multiple=True, metavar="WORD",
        help="A further word, or number, for a missing cell; may be repeated."),
    click.option("--decimal", type=Name("decimal sign", DECIMALS), metavar="SIGN",
        help="point or comma, where a table leaves it open.  [default: found]"),
    click.option("--validation", type=Number(0, 1), metavar="SHARE",
        help="Rows for early stopping.  [default: 0.1; 0 below 50 rows]"),
    click.option("--test", type=ShareOrFile(), metavar="SHARE|FILE",
        help="Rows held out to measure the result, never seen before, or a file of them.  "
        "[default: 0.2; 0 below 50 rows]"),
    click.option("--folds", type=Count(2), metavar="COUNT",
        help="Measure each of so many parts of the rows by a model of the others, then learn from all."),
    click.option("--group", metavar="COLUMN", help="Rows with the same value here are held out together."),
    click.option("--time", metavar="COLUMN", help="The last rows by this column are held out, not any."),
    click.option("--class-weight", type=Name("class weight", ("none", *CLASS_WEIGHTS)), default="none",
        callback=_or_none, metavar="KIND", help="balanced lets every class count the same.  [default: none]"),
    click.option("--preset", type=Name("preset", PRESETS), default=TableSettings.preset, metavar="NAME",
        show_default=True, help=f"What is chosen where nothing is said: {_names(tuple(PRESETS))}."),
    click.option("--pieces", type=Count(0), metavar="COUNT",
        help="Tell each number in so many pieces beside itself; 0 for the number alone.  [default: up to 32, from the "
        "rows; 0 for samples and boards]"),
    click.option("--hidden", type=Sizes(), metavar="SIZES",
        help=f"Units of each hidden layer; none for a linear model.  [default: {','.join(map(str, HIDDEN))}]"),
    click.option("--activation", type=Name("activation", ACTIVATIONS), metavar="NAME",
        help=f"{_names(tuple(ACTIVATIONS))}.  [default: {ACTIVATION}]"),
    click.option("--loss", type=Name("loss", LOSSES), metavar="NAME",
        help=f"{_names(tuple(LOSSES))}.  [default: cross_entropy; squared_error in a regression]"),
    click.option("--dropout", type=Number(0, 1), metavar="SHARE",
        help=f"Hidden units dropped in each step.  [default: {DROPOUT}; 0 below 32 units]"),
    click.option("--l2", type=Number(0), metavar="NUMBER", help="λ of the penalty (λ/2)ΣW².  [default: 0]"),
    click.option("--members", type=Count(1), metavar="COUNT",
        help="Networks that learn side by side; the mean of their outputs predicts.  [default: 1]"),
    click.option("--starts", type=Count(1), metavar="COUNT",
        help="Try so many starts in first runs, and go on from the best.  [default: 8 below 32 units, else 1]"),
    click.option("--board", callback=_board_text, metavar="FILE",
        help="Train the model of this text file in place of a network: it has data for features and for the target."),
    click.option("--size", "sizes", type=Size(), multiple=True, callback=_by_letter, metavar="LETTER=COUNT",
        help="The number of a letter of the board, such as k=64; may be repeated."),
    click.option("--batch", default=TableSettings.batch, metavar="LETTER",
        help="The letter that counts examples, where several may."),
    click.option("--dtype", type=Name("dtype", DTYPES), default=TableSettings.dtype, metavar="NAME", show_default=True,
        help="float32 or float64."),
    click.option("--optimizer", type=Name("optimizer", OPTIMIZERS), default=TableSettings.optimizer, metavar="NAME",
        show_default=True, help=f"{_names(tuple(OPTIMIZERS))}."),
    click.option("--learning-rate", type=Number(0, above=True), metavar="NUMBER",
        help="[default: 0.003 for adam and adamw, up to 0.1 for narrow layers; else 0.1, and 0.01 in a regression]"),
    click.option("--schedule", type=Name("schedule", PLAIN_SCHEDULES), default=TableSettings.schedule,
        metavar="NAME", show_default=True, help=f"{_names(PLAIN_SCHEDULES)}."),
    click.option("--warm-up", type=Count(0), default=TableSettings.warm_up, metavar="STEPS",
        help="Let the rate rise over so many steps."),
    click.option("--clip-norm", type=Number(0, above=True), metavar="NUMBER",
        help="The largest norm of the gradient that is let through."),
    click.option("--batch-size", type=Batch(), metavar="SIZE",
        help="A number, full, growth by doubling such as 32..1024, or auto, which measures the noise of the gradient; "
        "doubling, cabs and adadamp are other schemes.  [default: 32 to 256, from the rows]"),
    click.option("--epochs", type=Count(1), metavar="COUNT",
        help="Passes over the rows, at most.  [default: 20 to 500, for about 4,000 steps]"),
    click.option("--patience", type=Count(0), metavar="EPOCHS",
        help="Stop when validation has not become better for so long, and keep the best epoch; 0 trains to the "
        "end.  [default: a third of the epochs, at least 20]"),
    click.option("--seed", type=Count(0), default=TableSettings.seed, metavar="COUNT", show_default=True,
        help="Decides the split, theta's start and the order of rows."),
    click.option("--engine", type=Name("engine", (AUTO, *ENGINES)), default=TableSettings.engine, metavar="NAME",
        show_default=True,
        help="numba, numpy, or auto: Numba where it is installed and the work is worth compiling for."),
    click.option("--threads", type=Count(1), metavar="COUNT",
        help="Threads of matrix products.  [default: 1, or all where products are large]"),
    click.option("--monitor", is_flag=True,
        help="Look at layers, gradients, noise and curvature while it trains, and say what is wrong with them."),
    click.option("--pictures", type=click.Path(path_type=Path), metavar="FOLDER",
        help="Write the landscape below the training's path, slices of it, and its animation."),
    click.option("--resume", type=click.Path(path_type=Path), metavar="FILE",
        help="Go on with the run in a checkpoint, or in a model that was interrupted, on the same DATA and with the "
        "same settings; it ends with the bits of a run that never stopped."),
    click.option("--checkpoint-every", type=Number(0), default=EVERY, metavar="SECONDS",
        help="How often a run is written to NAME.checkpoint.safetensors while it goes on; 0 for never."
        f"  [default: {EVERY:g}]"),
    click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
        help="The model; the curves go beside it as .svg.  [default: DATA's name .safetensors, in this folder]"),
    FORCE_OPTION,
    JSON_OPTION,
    *OUTPUT_OPTIONS,
)  # fmt: skip


def reading_for(learned: Reading, form: Mapping[str, object]) -> Reading:
    """How a file is read for a model: as the one that was learned from, but for what was said of this one."""
    said = {name: value for name, value in form.items() if value != getattr(PLAIN, name)}
    return replace(learned, **said)  # type: ignore[arg-type]


def with_options(options: Sequence[Callable[[Command], Command]]) -> Callable[[Command], Command]:
    """A decorator that gives a command these options."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate
