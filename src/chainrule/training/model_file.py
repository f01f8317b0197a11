"""The model file: tensors and one JSON text in a `.safetensors` file, written atomically and checked when read.

Nothing is pickled, and reading runs no code. A file is believed step by step: it is a regular file, its header is no
larger than one of ours, the header is strict JSON, its tensors fill the rest of the file. Only then, and after whoever
asked has compared the shapes with the description, are numbers read.
"""

import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np

from chainrule.atomic import write_atomically
from chainrule.errors import ModelFileError
from chainrule.graph.node import Array
from chainrule.graph.shape import MOST_AXES
from chainrule.json_fields import FieldError, counts, not_this, parse, record, text
from chainrule.wording import quoted

FORMAT = 2
KEY, METADATA = "chainrule", "__metadata__"
SIZES: Mapping[str, tuple[str, int]] = {"F32": ("float32", 4), "F64": ("float64", 8)}
LARGEST_HEADER = 1 << 24  # bytes
PREFIX = 8  # bytes that say how long the header is
Description = dict[str, object]


@dataclass(frozen=True)
class ModelFile:
    """What is written: the description, and tensors by name."""

    description: Description
    tensors: Mapping[str, Array]


@dataclass(frozen=True)
class Stored:
    """A tensor as its header describes it."""

    dtype: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class OpenModelFile:
    """A file whose header has been read: its description, its tensors as described, and what reads their numbers."""

    path: Path
    description: object
    stored: Mapping[str, Stored]
    _file: BinaryIO
    _header: bytes

    def read(self) -> Mapping[str, Array]:
        """The tensors by name."""
        import safetensors.numpy  # here, so that `import chainrule` touches NumPy only

        try:
            return safetensors.numpy.load(self._header + self._file.read())
        except OSError as error:
            raise _unreadable(self.path, error) from error
        except Exception as error:
            raise ModelFileError(
                f"{self.path} is damaged: its tensors do not lie where its header says; use a copy"
            ) from error


def write_model_file(path: str | Path, file: ModelFile) -> None:
    """Write the file under a new name beside `path`, bring it to disk, then give it its name in one move."""
    import safetensors.numpy

    # one key with one text: with several, the order of bytes in the file would change from run to run
    description = json.dumps({"format": FORMAT, **file.description}, sort_keys=True, allow_nan=False)
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in file.tensors.items()}
    content = safetensors.numpy.save(tensors, {KEY: description})
    length = int.from_bytes(content[:PREFIX], "little")
    if length > LARGEST_HEADER:
        raise ModelFileError(
            f"{path} cannot be written: what it would say of columns, classes and tensors takes {length:,} bytes, and "
            f"{LARGEST_HEADER:,} is the most that is read again; leave out columns with many long texts"
        )
    write_atomically(Path(path), lambda file: file.write(content))


@contextmanager
def open_model_file(path: str | Path) -> Iterator[OpenModelFile]:
    """A model file while it is read, after every check that needs no architecture."""
    path = Path(path)
    with _opened(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            head = file.read(PREFIX)
            length = int.from_bytes(head, "little")
            _require_header(path, size, length)
            head += file.read(length)
        except OSError as error:
            raise _unreadable(path, error) from error
        try:
            header = parse(head[PREFIX:])
        except FieldError as error:
            raise _foreign(path, f"its header cannot be read ({error})") from None
        description = _description(path, header)
        assert isinstance(header, dict)  # noqa: S101 - it had a description
        try:
            tensors = {name: entry for name, entry in header.items() if name != METADATA}
            stored = _stored(tensors, size - PREFIX - length)
        except FieldError as error:
            raise ModelFileError(f"{path} is damaged: {error}; save it again or use a copy") from None
        yield OpenModelFile(path, description, stored, file, head)


def check_tensors(path: Path, stored: Mapping[str, Stored], shapes: Mapping[str, tuple[int, ...]], dtype: str) -> None:
    """Compare tensors with the shapes and the type that the description asks for."""
    missing = [name for name in shapes if name not in stored]
    if missing:
        raise ModelFileError(f"{path} lacks the tensor {missing[0]}; it is damaged or was not written by chainrule")
    extra = [name for name in stored if name not in shapes]
    if extra:
        raise ModelFileError(f"{path} has a tensor {quoted(extra[0])} that its description does not name")
    for name, shape in shapes.items():
        if stored[name].shape != shape:
            raise ModelFileError(f"{path}: {name} is {stored[name].shape}, but its description asks for {shape}")
        if stored[name].dtype != dtype:
            raise ModelFileError(f"{path}: {name} holds {stored[name].dtype}, but its description asks for {dtype}")


def _opened(path: Path) -> BinaryIO:
    """The file, which must be a regular one; whatever else has that name is not waited for."""
    try:
        kind = path.stat().st_mode
        if stat.S_ISREG(kind):
            file = open(path, "rb", opener=_open_at_once)  # noqa: SIM115
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file
            file.close()
    except FileNotFoundError:
        raise ModelFileError(f"there is no file {path}; check the name, or train a model first") from None
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    what = "a folder" if stat.S_ISDIR(kind) else "no regular file"
    raise ModelFileError(f"{path} is {what}; give a model file such as NAME.safetensors")


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe of that name is not waited for


def _require_header(path: Path, size: int, length: int) -> None:
    if size < PREFIX or length > size - PREFIX:
        raise ModelFileError(f"{path} is not a model file of chainrule, or it was cut short")
    if length > LARGEST_HEADER:
        raise _foreign(path, f"its header takes {length:,} bytes")


def _description(path: Path, header: object) -> object:
    """The one JSON text in the header, as an object."""
    metadata = header.get(METADATA) if isinstance(header, dict) else None
    if not isinstance(metadata, dict) or not isinstance(metadata.get(KEY), str):
        raise _foreign(path, "it is a safetensors file that something else wrote")
    try:
        description = parse(metadata[KEY])
    except FieldError as error:
        raise ModelFileError(f"{path} is damaged: its description cannot be read ({error})") from None
    if not isinstance(description, dict):
        raise ModelFileError(f"{path} is damaged: its description is not an object")
    found = description.pop("format", None)
    if type(found) is not int or found not in (1, FORMAT):
        raise ModelFileError(
            f"{path} has format {quoted(str(found))}, and this chainrule reads formats 1 and {FORMAT}; update chainrule"
        )
    return {"board": None, **description} if found == 1 else description  # of networks alone


def _stored(header: Mapping[str, object], room: int) -> dict[str, Stored]:
    """The tensors that a header describes, which lie one after the other and fill the room behind it."""
    stored, places = {}, []
    for name, value in header.items():
        entry = record(value, quoted(name), ["dtype", "shape", "data_offsets"])
        dtype, width = SIZES.get(text(entry, "dtype"), ("", 0))
        if not dtype:
            raise not_this(f"the type of {quoted(name)}", " or ".join(SIZES), entry["dtype"])
        shape, offsets = counts(entry, "shape", MOST_AXES), counts(entry, "data_offsets", 2)
        if len(offsets) != 2 or offsets[1] - offsets[0] != width * prod(shape):
            raise FieldError(f"{quoted(name)} does not take as many bytes as its shape asks for")
        stored[name] = Stored(dtype, shape)
        places.append(offsets)
    starts, ends = zip((room, 0), *sorted(places), strict=True)  # each begins where the one before it ends
    if (*starts[1:], room) != ends:
        raise FieldError("its tensors do not fill the file, or lie in each other")
    return stored


def _foreign(path: Path, why: str) -> ModelFileError:
    return ModelFileError(f"{path} is not a model file of chainrule: {why}")


def _unreadable(path: Path, error: Exception) -> ModelFileError:
    return ModelFileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}")
