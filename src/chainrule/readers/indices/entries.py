"""Entries: what one entry of a node is made of, down to the entries of what has a name."""

from collections.abc import Callable, Mapping, Sequence

from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.readers.indices.algebra import one, summed, times
from chainrule.readers.indices.arithmetic import is_finite, of_op
from chainrule.readers.indices.terms import ONE, Delta, Entry, Index, Total

Place = tuple[Index | None, ...]  # an index for each axis; none where there is one place only
Rule = Callable[[Node, Place, "Entries"], Total]


class Entries:
    """Entries of the nodes of a graph, some of which have names."""

    def __init__(self, names: Mapping[Node, str]) -> None:
        self._names = names

    def at(self, node: Node, place: Place) -> Total:
        """The entry of a node in a place: by its name, or by what it is made of."""
        if node in self._names:
            return one(entry(self._names[node], place))
        return self.inside(node, place)

    def inside(self, node: Node, place: Place) -> Total:
        """What the entry of a node is made of."""
        return RULES[node.op.name](node, place, self) if node.op.name in RULES else _of_entries(node, place, self)


def entry(name: str, place: Place) -> Entry:
    """The entry of a name."""
    return Entry(name, long_axes(place))


def long_axes(place: Place) -> tuple[Index, ...]:
    """The indices of a place: one for each axis along which there are several."""
    return tuple(index for index in place if index is not None)


def has_rule(node: Node) -> bool:
    """Whether it is known what an entry of a node is made of."""
    if node.op.name == "constant":
        return node.shape == () and is_finite(node)
    if node.op.name == "reshape":
        return _long(node.shape) == _long(node.operands[0].shape)
    if node.op.name == "max":  # of one entry, along an axis that no index runs along
        return node.shape == node.operands[0].shape
    return node.op.name in RULES or node.op.name == "dimension" or (node.op.entrywise and not node.attributes)


def _long(shape: Shape) -> list[object]:
    return [dimension for dimension in shape if dimension != 1]


# ---- the rules ----------------------------------------------------------------------------------------------------


def _of_entries(node: Node, place: Place, entries: Entries) -> Total:
    """An op on entries: each operand is met in the same place, or in the one that is copied there."""
    return of_op(node, [entries.at(operand, _copied(operand, place)) for operand in node.operands])


def _copied(operand: Node, place: Place) -> Place:
    """The place of an operand that is copied to where it is needed: its axes are the last ones."""
    own = place[len(place) - operand.rank :] if operand.rank else ()
    return tuple(None if dimension == 1 else index for dimension, index in zip(operand.shape, own, strict=True))


def _inner(node: Node, axis: int) -> Index | None:
    """The index of a sum along an axis of the first operand; none where there is one place only."""
    dimension = node.operands[0].shape[axis]
    return None if dimension == 1 else Index((node, axis), dimension)


def _over(node: Node, place: Place, inner: Sequence[Index | None], entries: Entries) -> Total:
    return summed(entries.at(node.operands[0], place), [index for index in inner if index is not None])


def _sum(node: Node, place: Place, entries: Entries) -> Total:
    (x,), axis = node.operands, node.attributes["axis"]
    axes = range(x.rank) if axis is None else axis
    assert isinstance(axes, range | tuple)  # noqa: S101
    inner = {i: _inner(node, i) for i in range(x.rank) if i in axes}
    outer = [None] * x.rank if axis is None else place
    return _over(node, tuple(inner.get(i, outer[i]) for i in range(x.rank)), list(inner.values()), entries)


def _sum_to(node: Node, place: Place, entries: Entries) -> Total:
    (x,) = node.operands
    outer = [None] * (x.rank - node.rank) + list(place)
    kept = [1] * (x.rank - node.rank) + list(node.shape)
    inner = {i: _inner(node, i) for i in range(x.rank) if kept[i] == 1}
    return _over(node, tuple(inner.get(i, outer[i]) for i in range(x.rank)), list(inner.values()), entries)


def _matmul(node: Node, place: Place, entries: Entries) -> Total:
    a, b = node.operands
    inner = _inner(node, 1)
    both = times(entries.at(a, (place[0], inner)), entries.at(b, (inner, place[1])))
    return both if inner is None else summed(both, [inner])


def _eye(node: Node, place: Place, entries: Entries) -> Total:  # noqa: ARG001
    first, second = place
    return ONE if first is None or second is None or first == second else one(Delta(first, second))


def _trace(node: Node, place: Place, entries: Entries) -> Total:  # noqa: ARG001
    inner = _inner(node, 0)
    return _over(node, (inner, inner), [inner], entries)


def _reshape(node: Node, place: Place, entries: Entries) -> Total:
    long = iter([index for index, dimension in zip(place, node.shape, strict=True) if dimension != 1])
    (x,) = node.operands
    return entries.at(x, tuple(None if dimension == 1 else next(long) for dimension in x.shape))


RULES: Mapping[str, Rule] = {
    "sum": _sum,
    "sum_to": _sum_to,
    "matmul": _matmul,
    "eye": _eye,
    "trace": _trace,
    "reshape": _reshape,
    "max": lambda node, place, entries: entries.at(node.operands[0], place),
    "transpose": lambda node, place, entries: entries.at(node.operands[0], place[::-1]),
    "broadcast": lambda node, place, entries: entries.at(node.operands[0], _copied(node.operands[0], place)),
}
