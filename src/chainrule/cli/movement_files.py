"""The files that show movement: a folder with a landscape, a race, slices, and an animation, as they are asked for."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np

from chainrule.cli.exits import usage_error
from chainrule.cli.output_files import require_folder, require_free, write_text
from chainrule.cli.training_files import PICTURE_HEAD
from chainrule.errors import SettingError
from chainrule.faces.landscapes import below
from chainrule.movement.attempt import settings_said
from chainrule.movement.landscape import Landscape
from chainrule.movement.slices import slice_strip
from chainrule.training.record import Record

LANDSCAPE, RACE, ANIMATION = "landscape.svg", "race.svg", "animation.html"
SLICES, MORE_SLICES = "slices.svg", "slices-2.svg"
PAGE_HEAD, PAGE_MARK = b"<!DOCTYPE html>", b'id="run"'  # by which an animation is known again

Makers = Mapping[str, Callable[[], str]]  # of each file, what makes its text


def writable_folder(option: str, folder: Path, names: tuple[str, ...], *, force: bool) -> None:
    """Nothing, or a usage error where the folder cannot be made, or one of its files is somebody else's."""
    if folder.exists() and not folder.is_dir():
        raise usage_error(option, f"{folder} is a file; a folder is needed")
    if not folder.is_dir():
        require_folder(folder, option)
        return
    for name in names:
        require_free(option, folder / name, force=force, remade=_is_ours)


def write_files(folder: Path, makers: Makers) -> tuple[list[Path], list[str]]:
    """The files that were written, and for each that could not be made why."""
    folder.mkdir(exist_ok=True)
    written, reasons = [], []
    for name, make in makers.items():
        try:
            text = make()
        except SettingError as error:
            reasons.append(f"no {name}: {error}")
            continue
        write_text(folder / name, text)
        written.append(folder / name)
    return written, reasons


def pictures_of(record: Record) -> Makers:
    """The landscape below a record, slices over the entry that moved most, and the animation of its path."""

    @cache
    def ground() -> Landscape:  # two files show it
        said = settings_said(record, record.learning_rate, record.batch_size)
        return below(record, said, None, {})

    return {
        LANDSCAPE: lambda: ground().svg(),
        SLICES: lambda: slice_strip(record, farthest(record)).svg(),
        ANIMATION: lambda: ground().animation(),
    }


def farthest(record: Record) -> str:
    """The entry that is farthest from where it began."""
    return record.entries[int(np.abs(record.end[record.places] - record.start[record.places]).argmax())]


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        content = file.read()
    return content.startswith(PICTURE_HEAD) or (content.startswith(PAGE_HEAD) and PAGE_MARK in content)
