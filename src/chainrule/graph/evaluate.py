"""evaluate: the reference meaning of a graph, one NumPy call per node, nothing reused, nothing clever.

Every engine is tested against it.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import DTypeLike

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.given_arrays import given_array
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Attribute, Node, Op, input, require_node
from chainrule.graph.origin import write_line
from chainrule.graph.shape import Shape, write_shape
from chainrule.settings import real_type, written

Sizes = Mapping[str, int]


def evaluate(
    nodes: Iterable[Node],
    leaves: Mapping[Node, object],
    *,
    sizes: Sizes | None = None,
    dtype: DTypeLike = np.float64,
) -> list[Array]:
    """The number of each node, given the numbers of the leaves they stand on.

    `sizes` gives letters that no leaf carries.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> evaluate([x * x + 1], {x: 3.0})
    [array(10.)]
    """
    if isinstance(nodes, Node):
        raise GraphError("evaluate takes a list of nodes; write evaluate([node], …)")
    nodes = list(nodes)
    for node in nodes:
        require_node(node, "what is evaluated")
    if not isinstance(leaves, Mapping):
        raise GraphError(f"leaves get their numbers as {{x: 3.0}}, not {leaves!r}")
    for leaf in leaves:
        require_node(leaf, "a key of the leaves' numbers")
    if sizes is not None and not isinstance(sizes, Mapping):
        raise GraphError(f"sizes are whole numbers by letter, {{'m': 3}}, not {written(sizes)}")
    if dtype not in (np.complex64, np.complex128):  # in which derivatives are checked by a complex step
        dtype = real_type("dtype", dtype)
    known = {leaf: bind_leaf(leaf, value, dtype) for leaf, value in leaves.items()}
    fill(known, nodes, sizes_of(known, sizes or {}), dtype)
    return [known[node] for node in nodes]


def fill(known: dict[Node, Array], nodes: Iterable[Node], sizes: Sizes, dtype: DTypeLike) -> None:
    """Add to `known` the numbers of `nodes` and of everything they stand on."""
    with np.errstate(all="ignore"):  # NaN and infinity are answers here; the trainer and the check judge them
        _fill_in(known, topological(nodes, known), sizes, dtype)


def _fill_in(known: dict[Node, Array], order: Iterable[Node], sizes: Sizes, dtype: DTypeLike) -> None:
    """Add the numbers of nodes in an order in which each comes after its operands."""
    for node in order:
        known[node] = _number(node, [known[operand] for operand in node.operands], sizes, dtype)


def bind_leaf(leaf: Node, value: object, dtype: DTypeLike) -> Array:
    """`value` as the array of a leaf, its rank and fixed sizes checked."""
    array: Array = given_array(value, leaf.name)  # type: ignore[assignment]
    if leaf.attributes.get("kind") == "index":
        if not np.issubdtype(array.dtype, np.integer):
            raise GraphError(f"{leaf.name} holds class labels and needs whole numbers, not {array.dtype}")
    elif np.can_cast(array.dtype, dtype, "same_kind"):
        array = array.astype(dtype, copy=False)
    else:
        raise GraphError(f"{leaf.name} needs numbers that fit {np.dtype(dtype)}, not {array.dtype}")
    expected = leaf.shape
    fits = array.ndim == len(expected) and all(
        isinstance(dimension, str) or dimension == size for dimension, size in zip(expected, array.shape, strict=True)
    )
    if not fits:
        raise ShapeError(f"{leaf.name} is {write_shape(expected)}, got an array of shape {array.shape}")
    return array


def sizes_of(known: Mapping[Node, Array], given: Sizes = MappingProxyType({})) -> dict[str, int]:
    """The number behind each letter: those `given`, and those read off the leaves' arrays."""
    sizes = dict(given)
    first = dict.fromkeys(given, "sizes")
    for leaf, array in known.items():
        for dimension, size in zip(leaf.shape, array.shape, strict=True):
            if isinstance(dimension, str) and sizes.setdefault(dimension, size) != size:
                raise ShapeError(
                    f"{leaf.name} has {dimension} = {size}, but {first[dimension]} has {dimension} = {sizes[dimension]}"
                )
            if isinstance(dimension, str):
                first.setdefault(dimension, leaf.name)
    return sizes


def with_sizes(attributes: Mapping[str, Attribute], sizes: Sizes) -> dict[str, Attribute]:
    """The attributes with numbers in place of letters: `shape`, `dimension` and `classes` may hold some."""
    resolved = dict(attributes)
    if isinstance(shape := resolved.get("shape"), tuple):
        resolved["shape"] = tuple(_size(dimension, sizes) for dimension in shape)
    for name in ("dimension", "classes"):
        if isinstance(dimension := resolved.get(name), str):
            resolved[name] = _size(dimension, sizes)
    return resolved


def _size(dimension: int | str, sizes: Sizes) -> int:
    if isinstance(dimension, int):
        return dimension
    if dimension not in sizes:
        raise GraphError(f"the size {dimension} has no number yet; bind a leaf that carries it")
    return sizes[dimension]


def _number(node: Node, operands: list[Array], sizes: Sizes, dtype: DTypeLike) -> Array:
    if node.is_leaf:
        raise GraphError(f"{node.name} {write_shape(node.shape)} has no value{write_line(node.line)}; bind one")
    attributes = with_sizes(node.attributes, sizes) if node.attributes else {}
    try:  # only now are the sizes known, and one of them may be 0: there is no mean over nothing
        node.op.shape(*(operand.shape for operand in operands), **attributes)
    except ShapeError as error:
        raise ShapeError(f"{error}{write_line(node.line)}") from None
    if node.op.entrywise:  # an index among them is a number like any other, and t · t has no largest one
        operands = [operand.astype(dtype) if operand.dtype.kind in "iu" else operand for operand in operands]
    if node.op.forward is not None:
        return np.asarray(node.op.forward(*operands, **attributes), dtype=dtype)
    leaves, order, result = _computation(
        node.op,
        tuple((operand.shape, operand.attributes.get("kind", "real")) for operand in node.operands),
        tuple(node.attributes.items()),
    )
    known = dict(zip(leaves, operands, strict=True))
    _fill_in(known, order, sizes, dtype)
    return known[result]


@lru_cache(maxsize=1024)
def _computation(
    op: Op, operands: tuple[tuple[Shape, str], ...], attributes: tuple[tuple[str, Attribute], ...]
) -> tuple[tuple[Node, ...], tuple[Node, ...], Node]:
    """A compound op opened once for these shapes: stand-ins for its operands, what is computed of them, the result."""
    leaves = tuple(input(f"operand{i}", shape, kind=str(kind)) for i, (shape, kind) in enumerate(operands))
    compute = op.computation or op.definition
    assert compute is not None, f"{op} has no forward, no computation and no definition"  # noqa: S101
    result = compute(*leaves, **dict(attributes))
    return leaves, tuple(topological([result], leaves)), result
