"""Files that a command is asked to write: whose name is taken by a foreign file is refused unless --force is given."""

from collections.abc import Callable
from pathlib import Path

import click

from chainrule.atomic import require_writable, write_atomically
from chainrule.cli.console import say
from chainrule.cli.exits import usage_error
from chainrule.errors import ChainruleError

FORCE_OPTION = click.option("--force", is_flag=True, help="Write over a file that is there.")


def require_free(
    option: str, path: Path, *, force: bool, remade: Callable[[Path], bool] | None = None, advice: str = ""
) -> None:
    """Nothing, or a usage error when a file cannot or may not take this name.

    A file that is there may be written over where it is `remade`, an earlier result of what is asked for again.
    """
    if path.is_dir():
        raise usage_error(option, f"{path} is a folder")
    require_folder(path, option)
    if path.exists() and not path.is_file():
        raise usage_error(option, f"{path} is a device or a pipe; a file is needed")
    if force:
        return
    if path.is_symlink():
        raise usage_error(option, f"{path} is a link; --force writes where it leads{advice}")
    if path.exists() and not (remade and _is(remade, path)):
        whose = ", and nothing that chainrule wrote" if remade else ""
        raise usage_error(option, f"{path} is there already{whose}; --force writes over it{advice}")


def require_folder(path: Path, option: str = "--out") -> None:
    """Nothing, or a usage error when the folder of a file to be is not there or cannot be written to."""
    folder = path.parent
    if not folder.is_dir():
        raise usage_error(option, f"there is no folder {folder}; make it first")
    try:
        require_writable(folder)
    except OSError as error:
        raise usage_error(option, f"nothing can be written to the folder {folder}: {error.strerror}") from None


def write_text(path: Path, text: str) -> None:
    """Write a text file, all at once or not at all."""
    write_atomically(path, lambda file: file.write(text.encode()))


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """Whether a file is of a kind; one that cannot be read is of none."""
    try:
        return kind(path)
    except (ChainruleError, OSError):
        return False


def say_written(path: Path, beside: str = "", *, quiet: bool) -> None:
    """Nothing; it was said where a file is now, unless that is not asked for."""
    if not quiet:
        say(f"written to {path}{beside}", err=True)
