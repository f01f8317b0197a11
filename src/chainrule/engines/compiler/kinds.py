"""Kinds: the types of numbers, what LLVM calls them, and what becomes of two that meet, as Numba has it."""

import numpy as np

LLVM = {  # what a number is while it is computed
    "f32": "float",
    "f64": "double",
    "b1": "i1",
    **{f"{sign}{bits}": f"i{bits}" for sign in "iu" for bits in (8, 16, 32, 64)},
}
SIZES = {"b1": 1, **{name: int(name[1:]) // 8 for name in LLVM if name != "b1"}}  # bytes in an array


class UnsupportedError(Exception):
    """The text says something that this compiler does not know; Numba does."""


def kind_of(dtype: "np.dtype[np.generic] | type[np.generic]") -> str:
    """The kind of a type of NumPy's.

    >>> kind_of(np.float32), kind_of(np.dtype(np.int64)), kind_of(np.bool_)
    ('f32', 'i64', 'b1')
    """
    dtype = np.dtype(dtype)
    kind = "b1" if dtype.kind == "b" else f"{dtype.kind}{dtype.itemsize * 8}"
    if kind not in LLVM or not dtype.isnative:
        raise UnsupportedError(f"numbers of type {dtype}")
    return kind


def dtype_of(kind: str) -> "np.dtype[np.generic]":
    """The type of NumPy's for a kind.

    >>> dtype_of("f32").name
    'float32'
    """
    return np.dtype(np.bool_ if kind == "b1" else f"{kind[0]}{int(kind[1:]) // 8}")


def is_float(kind: str) -> bool:
    """Whether numbers of this kind have a point."""
    return kind[0] == "f"


def in_memory(kind: str) -> str:
    """What LLVM calls an entry of an array."""
    return "i8" if kind == "b1" else LLVM[kind]


def meeting(a: str, b: str) -> str:
    """The kind in which two numbers are computed with.

    >>> meeting("f32", "f32"), meeting("f32", "i64"), meeting("u32", "u32"), meeting("u32", "i64")
    ('f32', 'f64', 'u64', 'i64')
    """
    if is_float(a) or is_float(b):
        return a if a == b else "f64"
    if a[0] == b[0] == "u":
        return "u64"
    if "u64" in (a, b):
        raise UnsupportedError(f"{a} and {b} together")
    return "i64"


def written(value: float, kind: str) -> str:
    """A number as LLVM reads it.

    >>> written(1, "f64"), written(0.1, "f32"), written(-3, "i64"), written(True, "b1")
    ('0x3FF0000000000000', '0x3FB99999A0000000', '-3', '1')
    """
    if is_float(kind):
        exact = np.float64(np.float32(value) if kind == "f32" else value)
        return f"0x{int(exact.view(np.uint64)):016X}"
    return str(int(value))
