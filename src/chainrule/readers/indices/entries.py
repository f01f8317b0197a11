"""Entries: what one entry of a node is made of, down to the entries of what has a name."""

from collections.abc import Callable, Mapping, Sequence

from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension, Shape
from chainrule.ops.indexing import index_shape
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
    if node.op.name in ("gather", "pick", "one_hot"):
        return node.operands[-1].is_leaf and (node.op.name != "one_hot" or node.shape[0] != 1)
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
    inner, stack = _inner(node, a.rank - 1), place[: max(node.rank - 2, 0)]
    row = place[len(stack) : len(stack) + 1] if a.rank > 1 else ()
    column = place[-1:] if b.rank > 1 else ()
    left, right = (stack if one.rank > 2 else () for one in (a, b))
    both = times(entries.at(a, (*left, *row, inner)), entries.at(b, (*right, inner, *column)))
    return both if inner is None else summed(both, [inner])


def _swapaxes(node: Node, place: Place, entries: Entries) -> Total:
    first, second = (int(str(node.attributes[name])) for name in ("first", "second"))
    own = list(place)
    own[first], own[second] = own[second], own[first]
    return entries.at(node.operands[0], tuple(own))


def _outer(node: Node, place: Place, entries: Entries) -> Total:
    a, b = node.operands
    return times(entries.at(a, place[:1]), entries.at(b, place[1:]))


def _reshape(node: Node, place: Place, entries: Entries) -> Total:
    long = iter([index for index, dimension in zip(place, node.shape, strict=True) if dimension != 1])
    (x,) = node.operands
    return entries.at(x, tuple(None if dimension == 1 else next(long) for dimension in x.shape))


def _said(index: Node, place: Place, size: Dimension) -> Index | None:
    """The place that an array of whole numbers says; none along an axis of one place."""
    return None if size == 1 else Index(Entry(index.name, long_axes(place)), size)


def _in_shape(place: Sequence[Index | None], shape: Shape) -> Place:
    """A place of an array that has more or fewer axes of size 1."""
    long = iter(long_axes(tuple(place)))
    return tuple(None if dimension == 1 else next(long) for dimension in shape)


def _gather(node: Node, place: Place, entries: Entries) -> Total:
    (x, index), axis = node.operands, int(str(node.attributes["axis"]))
    end = axis + len(index_shape(node))
    there = _said(index, _in_shape(place[axis:end], index.shape), x.shape[axis])
    return entries.at(x, (*place[:axis], there, *place[end:]))


def _pick(node: Node, place: Place, entries: Entries) -> Total:
    (x, index), axis = node.operands, int(str(node.attributes["axis"]))
    example = _in_shape(long_axes(place), (x.shape[1 - axis],))
    there = _said(index, _in_shape(place, index.shape), x.shape[axis])
    return entries.at(x, (there, *example) if axis == 0 else (*example, there))


def _one_hot(node: Node, place: Place, entries: Entries) -> Total:  # noqa: ARG001 - of labels, not of their entries
    (labels,) = node.operands
    row, there = place[0], _said(labels, _in_shape(place[1:], labels.shape), node.shape[0])
    return ONE if row is None or there is None else one(Delta(row, there))


RULES: Mapping[str, Rule] = {
    "gather": _gather,
    "pick": _pick,
    "one_hot": _one_hot,
    "sum": _sum,
    "sum_to": _sum_to,
    "matmul": _matmul,
    "outer": _outer,
    "swapaxes": _swapaxes,
    "reshape": _reshape,
    "max": lambda node, place, entries: entries.at(node.operands[0], place),
    "transpose": lambda node, place, entries: entries.at(node.operands[0], place[::-1]),
    "broadcast": lambda node, place, entries: entries.at(node.operands[0], _copied(node.operands[0], place)),
}
