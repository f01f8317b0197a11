"""What a call for whole arrays is told of them: sizes, where they begin, and how far entries are apart."""

from collections.abc import Sequence

from chainrule.engines.geometry import geometry
from chainrule.engines.javascript.writing import layout, write_count
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension
from chainrule.ops.filtering import letters_of

MADE = ("maps", "windows", "filters")


def _list(numbers: Sequence[object]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def copied_from(node: Node, there: str, steps: Sequence[str]) -> dict[str, str]:
    """Where each entry of an array lies, and where it is to go."""
    place, own = layout(node)
    return {"shape": _list(node.shape), "from": f"{place}, {_list(own)}", "to": f"{there}, {_list(steps)}"}


def _product(node: Node) -> dict[str, str]:
    """Rows, inner size and columns of a product, and how far rows and entries of both factors are apart."""
    a, b = node.operands
    (_, left), (_, right) = layout(a), layout(b)
    rows, inner = a.shape if a.rank > 1 else (1, a.shape[0])
    columns = b.shape[1] if b.rank > 1 else 1
    return {
        "sizes": f"{rows}, {inner}, {columns}",
        "left": ", ".join(left if a.rank > 1 else ["0", *left]),
        "right": ", ".join(right if b.rank > 1 else [*right, "0"]),
    }


def _stacks(node: Node) -> dict[str, str]:
    """The same of each matrix of a stack, with their number, and how far matrices are apart: not at all, if alone."""
    a, b = node.operands

    def places(factor: Node) -> str:
        _, steps = layout(factor)
        is_alone = write_count(factor.shape[:-2]) == "1"
        return ", ".join(["0" if is_alone else write_count(factor.shape[-2:]), *steps[-2:]])

    sizes = f"{a.shape[-2]}, {a.shape[-1]}, {b.shape[-1]}"
    return {"count": write_count(node.shape[:-2]), "sizes": sizes, "left": places(a), "right": places(b)}


def _summed(node: Node) -> dict[str, str]:
    """A product of all rows, the first factor turned."""
    a, b = node.operands
    rows, columns = a.shape[-1], b.shape[-1]
    sizes = f"{rows}, {write_count(a.shape[:-1])}, {columns}"
    return {"sizes": sizes, "left": f"1, {rows}", "right": f"{columns}, 1"}


def _filtered(node: Node) -> dict[str, str]:
    """Examples, filters, entries of a window, and windows."""
    sizes = [_sizes(letters, one) for letters, one in zip(_operand_letters(node), (*node.operands, node), strict=True)]
    known = {letter: size for one in sizes for letter, size in one.items()}
    entries, windows = (write_count(tuple(known[one] for one in names if one in known)) for names in ("cij", "pq"))
    return {"sizes": f"{known['m']}, {known['o']}, {entries}, {windows}"}


def _operand_letters(node: Node) -> list[str]:
    return letters_of(node).replace("->", ",").split(",")


def _sizes(letters: str, node: Node) -> dict[str, Dimension]:
    return dict(zip(letters, node.shape, strict=True))


def _around(whole: Node, index: Node, axis: int) -> dict[str, str]:
    """How many entries an array has before the axis of an index, along it, and behind it; how many are read."""
    sizes = (whole.shape[:axis], whole.shape[axis : axis + 1], whole.shape[axis + 1 :], index.shape)
    return {"around": ", ".join(map(write_count, sizes))}


def _axis(node: Node) -> int:
    return int(str(node.attributes["axis"]))


def _picked(node: Node) -> dict[str, str]:
    """How far the places of an index are apart, and examples; how many places there are."""
    _, steps = layout(node.operands[0])
    axis = _axis(node)
    return {"steps": ", ".join([steps[axis], steps[1 - axis], str(node.operands[0].shape[axis])])}


def _moved(images: Node, node: Node) -> dict[str, str]:
    """How many images there are, and the geometry of what moves over them."""
    return {"count": write_count(images.shape[:2]), "geometry": ", ".join(map(str, geometry(node)))}


def _matrix(node: Node) -> dict[str, str]:
    place, steps = layout(node.operands[0])
    return {"place": ", ".join([place, *steps]), "size": str(node.shape[0])}


PLACES = {  # what stands in the row of an op, beside its operands
    "matmul": _product,
    "stacks": _stacks,
    "summed_product": _summed,
    "gather": lambda node: _around(node.operands[0], node.operands[1], _axis(node)),
    "scatter_add": lambda node: _around(node, node.operands[1], _axis(node)),
    "pick": _picked,
    "inverse": _matrix,
    "unfold": lambda node: _moved(node.operands[0], node),
    "fold": lambda node: _moved(node, node),
    **{f"product_for_{made}": _filtered for made in MADE},
}
