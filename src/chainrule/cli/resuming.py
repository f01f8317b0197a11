"""`chainrule train --resume`: the settings of a run that was cut off, and where its checkpoints are.

While a training goes on it is written to NAME.checkpoint.safetensors beside the model, every so many seconds; once the
model is there, the checkpoint goes.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import click
from click.core import ParameterSource

from chainrule.cli.console import say
from chainrule.cli.exits import option_of, usage_error
from chainrule.cli.training_files import SUFFIX, is_model_file
from chainrule.errors import ModelFileError
from chainrule.tables.resuming import read_cut_off

ENDING = f".checkpoint{SUFFIX}"


def settings_of(resume: Path, names: Iterable[str]) -> dict[str, object]:
    """The settings of the run in a file; a usage error for an option that says another one."""
    context = click.get_current_context()
    for name in names:
        if context.get_parameter_source(name) == ParameterSource.COMMANDLINE:
            raise usage_error(option_of(name), "a run that is resumed keeps its settings; leave it out")
    return read_cut_off(resume).chosen()


def model_of(resume: Path | None, out: Path | None) -> Path | None:
    """Where the model goes: as it is said, or to the name that a run was begun for."""
    if out is not None or resume is None:
        return out
    return resume.with_name(resume.name.removesuffix(ENDING) + SUFFIX) if resume.name.endswith(ENDING) else resume


def checkpoint_of(model: Path) -> Path:
    """Where the run of a model is written to while it goes on."""
    return model.with_name(model.name.removesuffix(SUFFIX) + ENDING)


def writable_checkpoint(model: Path, resume: Path | None, *, quiet: bool) -> Path:
    """That place, which no foreign file has taken; a run that was cut off there is told."""
    path = checkpoint_of(model)
    if not path.exists():
        return path
    try:
        is_model_file(path)
    except ModelFileError as error:
        raise usage_error("--out", f"{path} is needed for checkpoints, and no model file: {error}") from None
    if not quiet and (resume is None or resume.resolve() != path.resolve()):
        say(f"note: {path} holds a run that was cut off, which --resume {path} goes on with; it is replaced", err=True)
    return path


def remove_checkpoint(path: Path) -> None:
    """Nothing; the checkpoint is gone, now that its model is there."""
    with suppress(OSError):
        path.unlink(missing_ok=True)
