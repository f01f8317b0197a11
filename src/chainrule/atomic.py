"""Writing a file so that its name always means the whole old content or the whole new one."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO


def write_atomically(path: Path, write: Callable[[BinaryIO], object], *, private: bool = False) -> None:
    """Nothing; `write` fills a new file beside `path`, which is brought to disk and then takes the name in one move.

    A `private` file can be read by its owner only. Raises OSError, and leaves no other file behind, when that fails.
    """
    path = path.resolve()  # through links, so that a link stays one
    beside = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        with open(beside, "xb", opener=_open_privately if private else None) as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system can, and the file is whole without it
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
