"""Products of filters F (o, c, kh, kw), windows U (m, c, kh, kw, oh, ow) and maps Z (m, o, oh, ow).

Any two of them make the third, by one sum of products: Z = Σ F U over what a window holds, and on the way back
U = Σ F Z over the maps, F = Σ U Z over the examples and places. So each VJP is made of the two other products.
"""

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.elementwise import multiply
from chainrule.ops.linear import reshape
from chainrule.ops.reductions import sum

# the axes of each as letters: example, filter, channel, place in a window, place of a window
AXES = {"filters": "oc{k}", "windows": "mc{k}{p}", "maps": "mo{p}"}


def axes_of(kind: str, moved: int) -> str:
    """The axes of filters, windows or maps, where a filter moves over one axis or over two.

    >>> axes_of("windows", 2), axes_of("maps", 1)
    ('mcijpq', 'mop')
    """
    return AXES[kind].format(k="ij"[:moved], p="pq"[:moved])


def _letters(kinds: tuple[str, str, str], first: Shape) -> tuple[str, str, str]:
    """The axes of both operands and of the result; the first operand tells how many a filter moves over."""
    moved = (len(first) - 2) // (2 if kinds[0] == "windows" else 1)
    one, two, result = (axes_of(kind, moved) for kind in kinds)
    return one, two, result


def letters_of(node: Node) -> str:
    """The axes of a product as `einsum` wants them: ocij,mcijpq->mopq; nothing for another op."""
    made = next((made for made, op in FILTERED.items() if op is node.op), None)
    if made is None:
        return ""
    one, two, result = _letters(KINDS[made], node.operands[0].shape)
    return f"{one},{two}->{result}"


def _shape(kinds: tuple[str, str, str], a: Shape, b: Shape) -> Shape:
    one, two, result = _letters(kinds, a)
    known: dict[str, Dimension] = {}
    pairs = [*zip(one, a, strict=False), *zip(two, b, strict=False)]
    fits = (len(a), len(b)) == (len(one), len(two)) and all(known.setdefault(axis, d) == d for axis, d in pairs)
    if not fits:
        raise ShapeError(f"{kinds[0]} {write_shape(a)} and {kinds[1]} {write_shape(b)} do not fit")
    return tuple(known[axis] for axis in result)


def _forward(kinds: tuple[str, str, str], a: Array, b: Array) -> object:
    one, two, result = _letters(kinds, a.shape)
    return np.einsum(f"{one},{two}->{result}", a, b)


def _definition(kinds: tuple[str, str, str], a: Node, b: Node) -> Node:
    one, two, result = _letters(kinds, a.shape)
    both = [axis for axis in "mocijpq" if axis in one + two]

    def spread(x: Node, own: str) -> Node:
        return reshape(x, tuple(x.shape[own.index(axis)] if axis in own else 1 for axis in both))

    gone = tuple(i for i, axis in enumerate(both) if axis not in result)
    return reshape(sum(multiply(spread(a, one), spread(b, two)), axis=gone), _shape(kinds, a.shape, b.shape))


def _vjp(kinds: tuple[str, str, str], node: Node, g: Node) -> tuple[Node, Node]:
    known = dict(zip(kinds, (*node.operands, g), strict=True))
    return _made(kinds[0], known), _made(kinds[1], known)


def _made(kind: str, known: dict[str, Node]) -> Node:
    """One of the three, from the two others."""
    *operands, _ = KINDS[kind]
    return FILTERED[kind](*(known[one] for one in operands))


KINDS = {
    "maps": ("filters", "windows", "maps"),
    "windows": ("filters", "maps", "windows"),
    "filters": ("windows", "maps", "filters"),
}


def _product(kind: str) -> Op:
    kinds = KINDS[kind]
    return Op(
        f"product_for_{kind}",
        lambda a, b: _shape(kinds, a, b),
        lambda a, b: _forward(kinds, a, b),
        lambda node, g: _vjp(kinds, node, g),
        definition=lambda a, b: _definition(kinds, a, b),
    )


FILTERED: dict[str, Op] = {kind: _product(kind) for kind in KINDS}


# ---- as engines compute them, a matrix product for each example ------------------------------------------------------

Flat = tuple[int, int, int]  # examples, or filters; entries of a window; places of windows


def write_maps(out: Array, filters: Array, windows: Array) -> None:
    """The maps of filters and windows, into `out`."""
    m, o, places = _flat(out)
    entries = filters[0].size
    np.matmul(filters.reshape(o, entries), windows.reshape(m, entries, places), out=out.reshape(m, o, places))


def write_products(out: Array, filters: Array, maps: Array) -> None:
    """The windows that filters and maps make, into `out`."""
    m, o, places = _flat(maps)
    entries = filters[0].size
    np.matmul(filters.reshape(o, entries).T, maps.reshape(m, o, places), out=out.reshape(m, entries, places))


def write_filters(out: Array, windows: Array, maps: Array, each: NDArray[np.floating]) -> None:
    """The filters of windows and maps, into `out`; `each` (m, o, entries) is memory for those of each example."""
    m, o, places = _flat(maps)
    np.matmul(maps.reshape(m, o, places), windows.reshape(m, -1, places).swapaxes(1, 2), out=each)
    np.add.reduce(each, axis=0, out=out.reshape(each.shape[1:]))


def _flat(maps: Array) -> Flat:
    m, o, *places = maps.shape
    return m, o, int(np.prod(places))


FILTERING = tuple(FILTERED.values())
