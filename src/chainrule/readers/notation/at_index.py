"""What is read by an index: E[:, tokens]; P[y_i, i], one entry of each example; G onehot(tokens)ᵀ on the way back.

The letter i stands for each example in turn.
"""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass

from chainrule.graph.node import Node
from chainrule.readers.notation.combining import in_shape, product, transposed
from chainrule.readers.notation.formula import Call, Formula, Indexed, Symbol, Words
from chainrule.readers.notation.moved_entries import single_places
from chainrule.readers.notation.names import EntryName

WHOLE = Symbol(":")
EXAMPLE = "i"


def write_gather(node: Node, operands: Sequence[Formula]) -> Formula:
    """E[:, tokens], as in code; an axis that is read whole is a colon, and those behind the last index go without."""
    x, axis = operands[0], _axis_of(node)
    read = node.shape[axis : node.rank - node.operands[0].rank + axis + 1]
    index = single_places(operands[1], node.operands[1].shape, read)
    return Indexed(x, (*[WHOLE] * _axis_of(node), index, *[WHOLE] * (node.operands[0].rank - _axis_of(node) - 1)))


def write_scatter_add(node: Node, operands: Sequence[Formula]) -> Formula:
    """G onehot(tokens)ᵀ, since E[:, tokens] is E onehot(tokens); of other ranks than two what happens, by name."""
    g, axis = operands[0], _axis_of(node)
    read = node.operands[0].shape[axis : node.operands[0].rank - node.rank + axis + 1]
    index = single_places(operands[1], node.operands[1].shape, read)
    if node.rank == node.operands[0].rank == 2:
        chosen = Call("onehot", (index,), in_shape((node.shape[axis],)))
        return product(g, transposed(chosen)) if axis == 1 else product(chosen, g)
    shape = " × ".join(map(str, node.shape))
    return Call("scatter", (g, index), Words(f"axis {axis} of {shape}"))


def write_pick(node: Node, operands: Sequence[Formula]) -> Formula:
    """P[y_i, i], the entry of example i; A[y_i, z_i] of the rows A[y, :]."""
    x, index = operands
    i = Symbol(EXAMPLE)
    if _axis_of(node) == 1 and isinstance(x, Indexed) and len(x.places) == 2 and x.places[1] == WHOLE:
        return Indexed(x.base, (_of_example(x.places[0]), _of_example(index)))
    places = _of_example(index), i
    return Indexed(x, places if _axis_of(node) == 0 else places[::-1])


def _of_example(index: Formula) -> Formula:
    """The whole number of example i."""
    return (
        Symbol(EntryName(index.name, (EXAMPLE,))) if isinstance(index, Symbol) else Indexed(index, (Symbol(EXAMPLE),))
    )


def is_by_example(formula: Formula) -> bool:
    """Whether a formula says the entry of each example, of which there is a sum and no product with ones."""
    waiting: list[object] = [formula]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Indexed) and Symbol(EXAMPLE) in one.places:
            return True
        if isinstance(one, tuple):
            waiting += one
        elif is_dataclass(one):
            waiting += [getattr(one, each.name) for each in fields(one)]
    return False


def _axis_of(node: Node) -> int:
    return int(str(node.attributes["axis"]))
