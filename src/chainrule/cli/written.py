"""Files that a command is asked to write: a name that is taken, or a link, is refused unless --force is given."""

from pathlib import Path

import click

from chainrule.atomic import write_atomically
from chainrule.cli.exits import usage_error
from chainrule.cli.results import require_folder

FORCE_OPTION = click.option("--force", is_flag=True, help="Write over a file that is there.")


def require_free(option: str, path: Path, *, force: bool) -> None:
    """Nothing, or a usage error when a file cannot or may not take this name."""
    if path.is_dir():
        raise usage_error(option, f"{path} is a folder")
    require_folder(path, option)
    if force:
        return
    if path.is_symlink():
        raise usage_error(option, f"{path} is a link; --force writes where it leads")
    if path.exists():
        raise usage_error(option, f"{path} is there already; --force writes over it")


def write_text(path: Path, text: str) -> None:
    """Write a text file, all at once or not at all."""
    write_atomically(path, lambda file: file.write(text.encode()))
