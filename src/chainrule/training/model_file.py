"""The model file: tensors and one JSON text in a `.safetensors` file, written atomically and checked when read.

Nothing is pickled, and reading runs no code. The JSON text has `format`, so that a later version can tell.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from chainrule.atomic import write_atomically
from chainrule.errors import ModelFileError
from chainrule.graph.node import Array

FORMAT = 1
KEY = "chainrule"
DTYPES = ("float32", "float64")
Description = dict[str, object]


@dataclass(frozen=True)
class ModelFile:
    """What a file holds: the description, and tensors by name."""

    description: Description
    tensors: Mapping[str, Array]


def write_model_file(path: str | Path, file: ModelFile) -> None:
    """Write the file under a new name beside `path`, bring it to disk, then give it its name in one move."""
    import safetensors.numpy  # here, so that `import chainrule` touches NumPy only

    # one key with one text: with several, the order of bytes in the file would change from run to run
    text = json.dumps({"format": FORMAT, **file.description}, sort_keys=True, allow_nan=False)
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in file.tensors.items()}
    content = safetensors.numpy.save(tensors, {KEY: text})
    write_atomically(Path(path), lambda file: file.write(content))


def read_model_file(path: str | Path) -> ModelFile:
    """The description and the tensors of a file, after every check that needs no architecture."""
    import safetensors.numpy

    path = Path(path)
    content = _read_bytes(path)
    text = _metadata(path, content)
    description = _description(path, text)
    try:
        tensors = safetensors.numpy.load(content)
    except Exception as error:
        raise ModelFileError(f"{path} is damaged: {error}; save the network again or use a copy") from error
    for name, tensor in tensors.items():
        if tensor.dtype.name not in DTYPES:
            raise ModelFileError(f"{path}: {name} holds {tensor.dtype}, and a model holds {' or '.join(DTYPES)}")
    return ModelFile(description, tensors)


def check_tensors(
    path: str | Path,
    tensors: Mapping[str, Array],
    shapes: Mapping[str, tuple[int, ...]],
    dtype: type[np.floating],
) -> None:
    """Compare tensors with the shapes and the type that the description asks for; every entry must be finite."""
    missing = [name for name in shapes if name not in tensors]
    if missing:
        raise ModelFileError(f"{path} lacks the tensor {missing[0]}; it is damaged or was not written by chainrule")
    extra = [name for name in tensors if name not in shapes]
    if extra:
        raise ModelFileError(f"{path} has a tensor {extra[0]!r} that its description does not name")
    for name, shape in shapes.items():
        if tensors[name].shape != shape:
            raise ModelFileError(f"{path}: {name} is {tensors[name].shape}, but its description asks for {shape}")
        if tensors[name].dtype != dtype:
            found, needed = tensors[name].dtype, np.dtype(dtype)
            raise ModelFileError(f"{path}: {name} holds {found}, but its description asks for {needed}")
        if not np.isfinite(tensors[name]).all():
            raise ModelFileError(f"{path}: {name} holds NaN or infinity; train the network again")


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise ModelFileError(f"{path} is a folder; give a model file such as NAME.safetensors")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelFileError(f"there is no file {path}; check the name, or train a network first") from None
    except OSError as error:
        raise ModelFileError(f"{path} cannot be read: {error.strerror or error}") from error


def _metadata(path: Path, content: bytes) -> str:
    """The one JSON text in the header, whose bounds and names are checked before anything is allocated."""
    foreign = f"{path} is not a model file of chainrule"
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > len(content) - 8:
        raise ModelFileError(f"{foreign}, or it was cut short")
    try:
        header = json.loads(content[8 : 8 + length], object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise ModelFileError(foreign) from None
    metadata = header.get("__metadata__") if isinstance(header, dict) else None
    if not isinstance(metadata, dict) or not isinstance(metadata.get(KEY), str):
        raise ModelFileError(f"{foreign}: it is a safetensors file that something else wrote")
    return str(metadata[KEY])


def _description(path: Path, text: str) -> Description:
    try:
        description = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        raise ModelFileError(f"{path} is damaged: its description is not JSON") from None
    if not isinstance(description, dict):
        raise ModelFileError(f"{path} is damaged: its description is not an object")
    if description.get("format") != FORMAT:
        found = description.get("format")
        raise ModelFileError(f"{path} has format {found!r}, and this chainrule reads format {FORMAT}; update chainrule")
    return description


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise ValueError("a name stands twice")
    return dict(pairs)
