"""Content: the bytes of a table, those of a file or of standard input, unpacked where they are packed."""

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, cast

from chainrule.errors import DataError, MissingPackageError
from chainrule.wording import closest, quoted

STANDARD_INPUT = "-"
HEAD = 4096  # bytes that tell what it is
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
PACKED_NAMES = {".gz", ".zst"}
UNPACKED, TIMES = 1 << 28, 100  # bytes that any file may unpack to; beyond them, so many times its own


@dataclass(frozen=True)
class Content:
    """What a table is read from, as often as needed; `source` is what messages call it."""

    source: str
    path: Path | None = None
    held: bytes | None = None  # what came through standard input

    @classmethod
    def of(cls, name: str | Path) -> "Content":
        """The content of a file, or of standard input, which is called `-`."""
        if str(name) == STANDARD_INPUT:
            return cls("standard input", None, sys.stdin.buffer.read())
        if "\0" in str(name):
            raise DataError(f"{quoted(str(name))} is no file name: it has a NUL in it")
        path = Path(name)
        _require_file(path)
        return cls(str(path), path)

    @property
    def suffix(self) -> str:
        """The ending of its name, whatever it is packed in."""
        return "" if self.path is None else Path(plain_name(self.path)).suffix.lower()

    @cached_property
    def head(self) -> bytes:
        """Its first bytes."""
        with self.open() as file:
            return file.read(HEAD)

    @property
    def is_packed(self) -> bool:
        """Whether its bytes are not those of the file."""
        with self._raw() as file:
            return file.read(len(ZSTD)).startswith((GZIP, ZSTD))

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Its bytes, from the first one; a DataError where they cannot be read or unpacked."""
        try:
            with self._raw() as raw, _unpacked(raw, self.size, self.source) as file:
                yield file
        except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
            raise DataError(f"{self.source} is packed and damaged ({fault}); pack it again") from None
        except OSError as fault:
            raise DataError(f"{self.source} cannot be read: {fault.strerror or fault}") from None

    def read(self) -> bytes:
        """All of its bytes."""
        with self.open() as file:
            return file.read()

    def _raw(self) -> BinaryIO:
        return io.BytesIO(self.held or b"") if self.path is None else self.path.open("rb")

    @property
    def size(self) -> int:
        """Its bytes as they are kept, packed or not."""
        return len(self.held or b"") if self.path is None else self.path.stat().st_size


def plain_name(path: str | Path) -> str:
    """A file's name without the ending that says how it is packed.

    >>> plain_name("people.csv.gz"), plain_name("people.csv")
    ('people.csv', 'people.csv')
    """
    path = Path(path)
    return path.stem if path.suffix.lower() in PACKED_NAMES else path.name


def _unpacked(raw: BinaryIO, size: int, source: str) -> BinaryIO:
    """The bytes that a file holds, unpacked."""
    first = raw.read(4)
    raw.seek(0)
    unpack = _gunzip if first.startswith(GZIP) else _unzstd if first == ZSTD else None
    if unpack is None:
        return raw
    return io.BufferedReader(_Bounded(unpack(raw, source), max(UNPACKED, TIMES * size), source))


def _gunzip(raw: BinaryIO, source: str) -> BinaryIO:  # noqa: ARG001
    return cast("BinaryIO", gzip.GzipFile(fileobj=raw))


def _unzstd(raw: BinaryIO, source: str) -> BinaryIO:
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            f"unpacking {source} needs pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd"))


class _Bounded(io.RawIOBase):
    """Unpacked bytes; a file that becomes many times larger is made to fill the memory."""

    def __init__(self, file: BinaryIO, most: int, source: str) -> None:
        self._read: Callable[[int], bytes] = file.read
        self._left, self._source = most, source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        found = self._read(len(buffer))
        self._left -= len(found)
        if self._left < 0:
            raise DataError(f"{self._source} unpacks to more than {TIMES} times its size; unpack it first")
        buffer[: len(found)] = found
        return len(found)


def _require_file(path: Path) -> None:
    """Nothing, or a DataError where there is no file to be read."""
    try:
        if path.is_dir():
            raise DataError(f"{path} is a folder; name one file in it")
        if not path.is_file():
            raise _absent(path)
    except OSError as fault:
        raise DataError(f"{path} cannot be read: {fault.strerror}") from None


def _absent(path: Path) -> DataError:
    if path.exists():
        return DataError(f"{path} is not a regular file; save the data to one first")
    folder = path.parent
    beside = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    nearest = closest(path.name, beside)
    hint = f"did you mean {folder / nearest}?" if nearest else f"looked in {folder.absolute()}"
    return DataError(f"there is no file {path}; {hint}")
