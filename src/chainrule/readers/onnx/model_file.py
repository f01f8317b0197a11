"""An ONNX model in the making, operation by operation, and its bytes (onnx.proto3, opset 20 and ai.onnx.ml 4).

Values have names. Constants are tensors of the file; what a graph reads from outside, and what it gives, is declared
with a type and a shape, in which a word is a size that is known when it runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from chainrule.ops.identifiers import Names
from chainrule.readers.onnx.protobuf import block, blocks, whole

IR, OPSET, ML, ML_OPSET = 9, 20, "ai.onnx.ml", 4
TYPES = {"float32": 1, "int64": 7, "bool": 9, "float64": 11}  # as onnx.proto3 numbers them
TEXT = 8
Attribute = int | str | Sequence[int] | NDArray[np.generic]
Sizes = Sequence[int | str]


@dataclass
class OnnxGraph:
    """The operations so far, in order; `add` and `constant` give the name of what they made."""

    names: Names = field(default_factory=Names)
    _operations: list[bytes] = field(default_factory=list)
    _constants: list[bytes] = field(default_factory=list)
    _known: dict[object, str] = field(default_factory=dict)  # constants by what they are
    _inputs: list[bytes] = field(default_factory=list)
    _outputs: list[bytes] = field(default_factory=list)

    def input(self, name: str, kind: DTypeLike, sizes: Sizes) -> str:
        """A value that is handed in."""
        self._inputs.append(_declared(name, kind, sizes))
        return self.names.fresh(name)

    def output(self, name: str, value: str, kind: DTypeLike, sizes: Sizes) -> None:
        """Nothing; a value is one of the results, under this name, which was made fresh before."""
        self._operations.append(_operation("Identity", "", (value,), name, {}))
        self._outputs.append(_declared(name, kind, sizes))

    def add(self, operation: str, *inputs: str, called: str = "", domain: str = "", **attributes: Attribute) -> str:
        """The name of what an operation makes of these inputs: as it is `called`, where that is free."""
        made = self.names.fresh(called or operation)
        self._operations.append(_operation(operation, domain, inputs, made, attributes))
        return made

    def cast(self, value: str, kind: DTypeLike) -> str:
        """The name of a value in another type."""
        return self.add("Cast", value, to=TYPES[np.dtype(kind).name])

    def constant(self, value: ArrayLike, kind: DTypeLike | None = None, called: str = "constant") -> str:
        """The name of a constant; equal ones are one."""
        array = np.asarray(value, kind)
        key = (called, array.dtype.str, array.shape, array.tobytes())
        if key not in self._known:
            self._known[key] = self.names.fresh(called)
            self._constants.append(_tensor(self._known[key], array))
        return self._known[key]

    def content(self, told: str) -> bytes:
        """The bytes of the model; `told` says what it is."""
        graph = (
            blocks(1, self._operations)
            + block(2, "chainrule")
            + blocks(5, self._constants)
            + blocks(11, self._inputs)
            + blocks(12, self._outputs)
        )
        opsets = (block(1, domain) + whole(2, version) for domain, version in (("", OPSET), (ML, ML_OPSET)))
        return whole(1, IR) + block(2, "chainrule") + block(6, told) + block(7, graph) + blocks(8, opsets)


def _operation(
    operation: str, domain: str, inputs: Sequence[str], made: str, attributes: dict[str, Attribute]
) -> bytes:
    described = (_attribute(name, value) for name, value in attributes.items())
    called = blocks(1, inputs) + block(2, made) + block(3, made) + block(4, operation)
    return called + blocks(5, described) + (block(7, domain) if domain else b"")


def _attribute(name: str, value: Attribute) -> bytes:
    """An attribute and its kind: a whole number, a text, a tensor, or a list of whole numbers."""
    if isinstance(value, int):
        return block(1, name) + whole(3, value) + whole(20, 2)
    if isinstance(value, str):
        return block(1, name) + block(4, value) + whole(20, 3)
    if isinstance(value, np.ndarray):
        return block(1, name) + block(5, _tensor(name, value)) + whole(20, 4)
    return block(1, name) + b"".join(whole(8, one) for one in value) + whole(20, 7)


def _tensor(name: str, array: NDArray[np.generic]) -> bytes:
    """A tensor: its sizes, its type, its numbers as they lie in the memory of a little-endian machine, or its texts."""
    sizes = b"".join(whole(1, size) for size in array.shape)
    if array.dtype.kind in "UOT":
        return sizes + whole(2, TEXT) + blocks(6, map(str, array.ravel())) + block(8, name)
    raw = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return sizes + whole(2, TYPES[array.dtype.name]) + block(8, name) + block(9, raw)


def _declared(name: str, kind: DTypeLike, sizes: Sizes) -> bytes:
    """A value's name, type and shape."""
    dtype = np.dtype(kind)
    number = TEXT if dtype.kind in "UOT" else TYPES[dtype.name]
    shape = blocks(1, (block(2, size) if isinstance(size, str) else whole(1, size) for size in sizes))
    return block(1, name) + block(2, block(1, whole(1, number) + block(2, shape)))
