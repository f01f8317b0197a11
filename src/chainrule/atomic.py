"""Writing a file so that its name always means the whole old content or the whole new one.

What is new is written into a part, a file beside with a name of its own, which takes the file's name in one move. A
part is locked while its writer lives, so whoever writes into a folder can remove what the dead have left there.
"""

import errno
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from chainrule.errors import WriteError

if sys.platform != "win32":
    import fcntl

PART = re.compile(r"\.chainrule-[0-9a-f]{16}\.part")
PRIVATE, USUAL = 0o600, 0o666  # modes; of the usual one the umask takes its share


def write_atomically(
    path: Path, write: Callable[[BinaryIO], object], *, private: bool = False, folder: int | None = None
) -> None:
    """Nothing; `write` fills a new file, which is brought to disk and then takes the name in one move.

    A file that is replaced hands on its mode, and its owner where that is allowed; a `private` one can be read by its
    owner only. With an open `folder`, only the last name of `path` is used, in there. Raises WriteError when that
    fails, and then the old file is as it was.
    """
    # through links, so that a link stays one; in a folder that is open everything is its own
    target = Path(os.path.realpath(path)) if folder is None else Path(path.name)
    place = target.parent if folder is None else folder
    try:
        old = None if private else _replaced(target)
        remove_parts(place)
        with _part(place, PRIVATE if private or old else USUAL) as (part, file):
            write(file)
            file.flush()
            if old:
                _take_after(old, file.fileno())
            os.fsync(file.fileno())
            if sys.platform == "win32":
                file.close()  # an open file cannot be moved there
            os.replace(part, target, src_dir_fd=folder, dst_dir_fd=folder)
    except OSError as error:
        raise WriteError(f"{path} cannot be written: {error.strerror or error}") from error
    _sync(place)


def require_writable(folder: Path) -> None:
    """Nothing, or an OSError where no file can be made in a folder."""
    with _part(folder, PRIVATE):
        pass


def remove_parts(folder: Path | int) -> None:
    """Nothing; the parts that dead processes of this user left in a folder are gone, as far as that can be."""
    with suppress(OSError):
        for name in filter(PART.fullmatch, os.listdir(folder)):  # noqa: PTH208 - or a number
            with suppress(OSError):
                _remove_dead(*_in(folder, name))


@contextmanager
def _part(folder: Path | int, mode: int) -> Iterator[tuple[str, BinaryIO]]:
    """A new file to be written, and its path, which is gone in the end; locked from its first moment but one."""
    while True:
        path, place = _in(folder, f".chainrule-{token_hex(8)}.part")
        file = open(path, "xb", opener=lambda path, flags: os.open(path, flags, mode, dir_fd=place))  # noqa: B023, SIM115
        try:
            if _locked(file.fileno()):
                yield path, file
                return
        finally:
            with suppress(OSError):  # what matters was on disk before
                file.close()
            with suppress(OSError):
                os.unlink(path, dir_fd=place)


def _in(folder: Path | int, name: str) -> tuple[str, int | None]:
    """A path, and the number of the open folder that it starts from, if it does."""
    return (name, folder) if isinstance(folder, int) else (str(folder / name), None)


def _locked(handle: int) -> bool:
    """Whether a new part is its writer's own; in its first moment it could be taken for a dead one's, and removed."""
    if sys.platform == "win32":  # where nobody can remove an open file
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: nobody there can tell the dead from the living, and all parts stay
        return True
    return os.fstat(handle).st_nlink > 0


def _remove_dead(path: str, place: int | None) -> None:
    """Nothing; a part is gone. Raises OSError where it is a living writer's, or no file of this user's."""
    if sys.platform != "win32":
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=place)
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
                raise OSError(errno.EPERM, "it is not a file of this user's", path)
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path, dir_fd=place)
        finally:
            os.close(handle)
    else:
        os.unlink(path)  # noqa: PTH108 - which fails as long as it is open


def _replaced(path: Path) -> os.stat_result | None:
    """What is known of the file that will be replaced, if there is one."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):  # a device, say, which a file would take the place of
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    return found


def _take_after(old: os.stat_result, handle: int) -> None:
    """Give an open file the owner, where that is allowed, the group and the mode of an old one."""
    if sys.platform != "win32":
        for owner, group in ((old.st_uid, -1), (-1, old.st_gid)):
            with suppress(OSError):
                os.fchown(handle, owner, group)
        new = os.fstat(handle)
        mode = old.st_mode & (0o777 if new.st_gid == old.st_gid else 0o707)  # no other group may read it instead
        if stat.S_IMODE(new.st_mode) != mode:
            os.fchmod(handle, mode)


def _sync(folder: Path | int) -> None:
    """Bring a folder's names to disk."""
    with suppress(OSError):  # not every system can, and the file is whole without it
        handle = os.dup(folder) if isinstance(folder, int) else os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
