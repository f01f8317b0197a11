"""A folder that nobody but its user can write to, and the files in it.

What is read from it may be run, so a folder is opened only where nobody else could have put a file into it or another
folder in its place, and a file is read only where nobody else could have written it. The folder is opened step by step
and its files by their names in it: nothing can be exchanged between a look and a use. Windows has neither such owners
nor names in an open folder; there a folder is as private as the place where it is.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from chainrule.atomic import remove_parts, write_atomically

OTHERS = stat.S_IWGRP | stat.S_IWOTH
PRIVATE = 0o700
MOST_LINKS = 40  # on the way to a folder, as many as Linux follows


@dataclass(frozen=True)
class PrivateFolder:
    """An open folder; it has no number where the system knows no names in an open folder."""

    path: Path
    number: int | None

    def read(self, name: str) -> bytes | None:
        """The content of a file, None if there is none; PermissionError where somebody else could have written it."""
        place = self.path / name if self.number is None else Path(name)
        # a link is not followed, a pipe not waited for
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        try:
            number = os.open(place, os.O_RDONLY | flags, dir_fd=self.number)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise PermissionError(f"{self.path / name} is a link") from None
            raise _named(error, self.path / name) from None
        with os.fdopen(number, "rb") as file:
            _require_own_file(self.path / name, os.fstat(number))
            return file.read()

    def write(self, name: str, content: bytes) -> None:
        """Write a file, all at once or not at all."""
        write_atomically(self.path / name, lambda file: file.write(content), private=True, folder=self.number)


@contextmanager
def open_private(path: Path, name: str) -> Iterator[PrivateFolder]:
    """The folder `name` in the folder `path`, both made where they are not there.

    Raises OSError where that cannot be, a PermissionError where somebody else can write to one of the two, or could
    put something else in its place.
    """
    folder = path / name
    if sys.platform == "win32":
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        remove_parts(folder)
        yield PrivateFolder(folder, None)
        return
    way = _Way()
    try:
        for goal, steps in ((path, path.absolute()), (folder, Path(name))):
            way.go(steps, goal)
            _require_own(goal, os.fstat(way.number))
        remove_parts(way.number)
        yield PrivateFolder(folder, way.number)
    finally:
        os.close(way.number)


class _Way:
    """A walk from one open folder to the next, on which nobody but the user and root can have laid a false trail."""

    def __init__(self) -> None:
        self.number, self.path = os.open("/", os.O_RDONLY | os.O_DIRECTORY), Path("/")
        self.links = 0

    def go(self, steps: Path, goal: Path) -> None:
        """Nothing, after the steps; what the system has against one of them is said of the goal."""
        try:
            self._follow(steps)
        except OSError as error:
            raise _named(error, goal) from None

    def _follow(self, steps: Path) -> None:
        for name in steps.parts:
            if name.startswith("/"):
                self._enter("/")
            else:
                self._require_steady()
                self._step(name)

    def _step(self, name: str) -> None:
        found = self._found(name)
        if not stat.S_ISLNK(found.st_mode):
            self._enter(name)
            return
        self.links += 1
        if self.links > MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if not _trusted(found):
            raise PermissionError(f"{self.path / name} is a link of somebody else's")
        self._follow(Path(os.readlink(name, dir_fd=self.number)))

    def _found(self, name: str) -> os.stat_result:
        """What is known of a name here; where there is none, a folder that was never open to others."""
        try:
            return os.stat(name, dir_fd=self.number, follow_symlinks=False)
        except FileNotFoundError:
            with suppress(FileExistsError):  # another process was faster
                os.mkdir(name, PRIVATE, dir_fd=self.number)
            return os.stat(name, dir_fd=self.number, follow_symlinks=False)

    def _enter(self, name: str) -> None:
        entered = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=self.number)
        os.close(self.number)
        self.number, self.path = entered, self.path / name

    def _require_steady(self) -> None:
        """Nothing, or a PermissionError where somebody else can give the names in this folder to other things."""
        found = os.fstat(self.number)
        if not _trusted(found):
            raise PermissionError(f"{self.path} belongs to somebody else")
        if found.st_mode & OTHERS and not found.st_mode & stat.S_ISVTX:  # with it, everybody only moves what is theirs
            raise PermissionError(f"others can write to {self.path}")


def _trusted(found: os.stat_result) -> bool:
    return sys.platform == "win32" or found.st_uid in (0, os.geteuid())


def _require_own(path: Path, found: os.stat_result) -> None:
    if sys.platform != "win32":
        if found.st_uid != os.geteuid():
            raise PermissionError(f"{path} belongs to somebody else")
        if found.st_mode & OTHERS:
            raise PermissionError(f"others can write to {path}")


def _require_own_file(path: Path, found: os.stat_result) -> None:
    _require_own(path, found)
    if not stat.S_ISREG(found.st_mode):
        raise PermissionError(f"{path} is not a regular file")
    if found.st_nlink != 1:  # the other name may be in a folder where others can write
        raise PermissionError(f"{path} has a second name elsewhere")


def _named(error: OSError, path: Path) -> OSError:
    """The error with the path that it is about; one that says all by itself stays as it is."""
    return OSError(error.errno, error.strerror, str(path)) if error.strerror else error
