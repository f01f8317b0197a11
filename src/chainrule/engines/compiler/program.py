"""Programs: a printed function as machine code for the arguments that it gets, and how they are handed over."""

import ctypes
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.engines.compiler import instructions, products
from chainrule.engines.compiler.arrays import contiguous
from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.emitter import DRIVER, NUMBERS, Emitter
from chainrule.engines.compiler.kinds import LLVM, UnsupportedError, dtype_of, kind_of
from chainrule.engines.compiler.literals import Parted
from chainrule.engines.compiler.modules import Function, read_module
from chainrule.engines.compiler.values import Number, Several, Thing, Value, View, flat, llvm_type, single

Words = NDArray[np.uint64]
Argument = tuple[str, int, str]  # its kind, how many axes it has, and their order; a number has none


@dataclass(frozen=True)
class Results:
    """What a function returns: of each part what it is, and whether it is one of several."""

    parts: Sequence[Argument]
    several: bool

    @property
    def words(self) -> int:
        """How many words they take."""
        return sum(1 + rank for _, rank, _ in self.parts)


def argument_of(value: object) -> Argument:
    """What code has to know of an argument.

    >>> argument_of(np.zeros((2, 3), np.float32)), argument_of(5), argument_of(0.5)
    (('f32', 2, 'C'), ('i64', 0, ''), ('f64', 0, ''))
    """
    if isinstance(value, np.ndarray) and value.ndim:
        if not value.flags.aligned or not (value.flags.c_contiguous or value.flags.f_contiguous):
            raise UnsupportedError("an argument with gaps")
        return kind_of(value.dtype), value.ndim, "C" if value.flags.c_contiguous else "F"
    if isinstance(value, np.generic | np.ndarray):
        return kind_of(value.dtype), 0, ""
    if type(value) is int:
        return "i64", 0, ""
    if type(value) is float:
        return "f64", 0, ""
    raise UnsupportedError(f"an argument {value!r}")


def words_of(values: Sequence[object]) -> Words:
    """The arguments as words of 64 bits: of an array where it is and its shape, of a number its bits."""
    words: list[int] = []
    for value in values:
        if isinstance(value, np.ndarray) and value.ndim:
            words += (value.ctypes.data, *value.shape)
        elif isinstance(value, np.generic | np.ndarray):
            words.append(int.from_bytes(value.tobytes().ljust(8, b"\0"), "little"))
        elif isinstance(value, float):
            words.append(struct.unpack("<Q", struct.pack("<d", value))[0])
        else:
            words.append(int(value) & (2**64 - 1))  # type: ignore[call-overload]
    return np.array(words, dtype=np.uint64)


def write_program(parted: Parted, driver: str, arguments: Sequence[Argument]) -> tuple[str, Results]:
    """The text in LLVM's language, and what the function returns."""
    names = read_module(parted.tree)
    function = names[driver]
    assert isinstance(function, Function)  # noqa: S101
    emitter, body = Emitter(), Body()
    values = _handed_over(body, arguments)
    written = emitter.function(function, values, DRIVER)
    result = emitter.call(body, written, values)
    layout = _hand_back(body, result)
    entry = "\n".join(
        ["define void @entry(ptr %given, ptr %results) nounwind {", *body.head, *body.lines, "  ret void\n}"]
    )
    numbers = f"@{NUMBERS} = global [{max(len(parted.numbers), 1)} x i64] zeroinitializer"
    heads = [instructions.declarations(), *map(products.declarations, products.LETTER), numbers]
    return "\n".join([*heads, *emitter.parts.values(), entry]), layout


def _handed_over(body: Body, arguments: Sequence[Argument]) -> list[Value]:
    """The arguments, read from memory, word by word."""
    place = iter(range(2**31))

    def word(kind: str) -> Number:
        address = f"getelementptr inbounds (i64, ptr %given, i64 {next(place)})"
        pointer = body.new(address.replace("(", "").replace(")", ""))
        if kind == "b1":
            return body.read("b1", pointer)
        return Number(kind, body.new(f"load {LLVM.get(kind, kind)}, ptr {pointer}"))

    values: list[Value] = []
    for kind, rank, order in arguments:
        if not rank:
            values.append(word(kind))
            continue
        pointer = word("ptr").text
        values.append(contiguous(body, kind, pointer, [word("i64") for _ in range(rank)], order))
    return values


def _hand_back(body: Body, result: Value) -> Results:
    """Write what a function returned to memory, word by word; what each part of it is."""
    items = result.items if isinstance(result, Several) else () if isinstance(result, Thing) else (result,)
    for place, one in enumerate(flat(items)):
        pointer = body.new(f"getelementptr inbounds i64, ptr %results, i64 {place}")
        if one.kind == "b1":
            body.write("b1", one, pointer)
        else:
            body.do(f"store {llvm_type(one)} {one.text}, ptr {pointer}")
    parts = [(one.kind, one.rank, one.order) if isinstance(one, View) else (single(one).kind, 0, "") for one in items]
    return Results(parts, isinstance(result, Several))


def results_of(words: Words, results: Results) -> object:
    """What was handed back: numbers, and arrays as windows on memory."""
    found: list[object] = []
    place = 0
    for kind, rank, order in results.parts:
        dtype = dtype_of(kind)
        if not rank:
            found.append(words[place : place + 1].view(dtype)[0])
        else:
            shape = tuple(int(length) for length in words[place + 1 : place + 1 + rank])
            found.append(_window(int(words[place]), dtype, shape, order))
        place += 1 + rank
    return tuple(found) if results.several else found[0] if found else None


def _window(address: int, dtype: "np.dtype[np.generic]", shape: tuple[int, ...], order: str) -> NDArray[np.generic]:
    size = int(np.prod(shape)) * dtype.itemsize
    memory = memoryview((ctypes.c_char * size).from_address(address)) if size else memoryview(b"")
    return np.frombuffer(memory, dtype).reshape(shape, order="C" if order == "C" else "F")
