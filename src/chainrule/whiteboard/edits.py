"""Edits: a claim with one thing in it put right, to see whether that was all.

Where the slips of the backward pass do not explain a claim, its own lines may: another name, another operator, a
factor more or less. An edit is tried like everything else, by its numbers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chainrule.errors import ChainruleError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops import ALL_OPS, reductions
from chainrule.ops.activations import ACTIVATIONS
from chainrule.whiteboard.exchange import Remake, remade
from chainrule.whiteboard.verdicts import Kind


@dataclass(frozen=True)
class Edit:
    """A slip by name, the sentence that says it, and the claim without it."""

    kind: Kind
    sentence: str
    mended: Node


class Edits:
    """The edits of one claim; `names` are the nodes that it may stand on, by name."""

    def __init__(self, claim: Node, names: Mapping[str, Node]) -> None:
        self._claim = claim
        self._names = names
        self._word = {node: name for name, node in reversed(list(names.items()))}
        self._own = topological([claim], names.values())

    def __iter__(self) -> Iterator[Edit]:
        yield from self._other_names()
        for node in self._own:
            for kind, sentence, remake in _operators(node, self._word):
                yield from self._edit(kind, sentence, {}, {node: remake})
        yield from self._missing_factors()

    def _edit(
        self, kind: Kind, sentence: str, swaps: Mapping[Node, Node], remakes: Mapping[Node, Remake]
    ) -> Iterator[Edit]:
        try:
            mended = remade(self._claim, self._own, swaps, remakes)
        except ChainruleError:  # the edit does not fit
            return
        yield Edit(kind, sentence, mended)

    def _other_names(self) -> Iterator[Edit]:
        """Each name in place of another of its shape: wherever that stands, and at one place alone."""
        places = [
            (node, i, operand)
            for node in self._own
            for i, operand in enumerate(node.operands)
            if operand in self._word
        ]
        for old in dict.fromkeys(operand for _, _, operand in places):
            for name, new in self._names.items():
                if new.shape != old.shape or new is old:
                    continue
                sentence = f"{self._word[old]} stands where {name} belongs."
                yield from self._edit(Kind.OPERAND, sentence, {old: new}, {})
                uses = [(node, i) for node, i, operand in places if operand is old]
                for node, i in uses if len(uses) > 1 else ():
                    yield from self._edit(Kind.OPERAND, f"Once, {sentence}", {}, {node: _with(node, i, new)})

    def _missing_factors(self) -> Iterator[Edit]:
        """Each part of the claim times each thing of its shape."""
        for node in self._own:
            for new in self._names.values():
                if new.shape == node.shape != ():
                    sentence = f"A factor of the shape {write_shape(node.shape)} is missing."
                    remake = _times(node, new)
                    yield from self._edit(Kind.MULTIPLIER, sentence, {}, {node: remake})


def _with(node: Node, place: int, new: Node) -> Remake:
    return lambda operands: node.with_operands((*operands[:place], new, *operands[place + 1 :]))


def _times(node: Node, new: Node) -> Remake:
    return lambda operands: node.with_operands(operands) * new


def _operators(node: Node, word: Mapping[Node, str]) -> Iterator[tuple[Kind, str, Remake]]:
    """What else could have been written in place of one operator."""
    for kind, sentence, remake in OTHERS.get(node.op.name, ()):
        yield kind, sentence, lambda operands, remake=remake: remake(*operands)  # type: ignore[misc]
    if node.op.name == "multiply":
        for i, operand in enumerate(node.operands):
            sentence = f"{word[operand]} is a factor too many." if operand in word else "There is a factor too many."
            yield Kind.EXTRA, sentence, lambda operands, i=i: operands[1 - i]  # type: ignore[misc]
    if node.op.name in ("sum", "mean"):
        yield from _other_reductions(node)
    if node.op in ACTIVATIONS:
        yield Kind.EXTRA, f"{node.op.name} is applied once too often.", lambda operands: operands[0]
    if node.rank == 2:
        plain = node.with_operands
        yield Kind.UNTRANSPOSED, "A part of it has to be transposed.", lambda operands: plain(operands).T


def _other_reductions(node: Node) -> Iterator[tuple[Kind, str, Remake]]:
    (x,) = node.operands
    op = reductions.sum if node.op.name == "sum" else reductions.mean
    for axis in (None, *range(x.rank)):
        sentence = f"The {node.op.name} runs along the wrong axis."
        yield Kind.AXIS, sentence, lambda operands, axis=axis: op(operands[0], axis=axis)  # type: ignore[misc]
    attributes = dict(node.attributes)
    if node.op.name == "mean":
        summed = ALL_OPS["sum"]
        yield Kind.MEAN, "A mean stands where a sum belongs.", lambda operands: summed(*operands, **attributes)
    yield Kind.EXTRA, f"A {node.op.name} is taken that does not belong there.", lambda operands: operands[0]


Binary = Callable[..., Node]
OTHERS: Mapping[str, tuple[tuple[Kind, str, Binary], ...]] = {
    "add": (
        (Kind.ADDED, "Something is added that has to multiply.", lambda a, b: a * b),
        (Kind.OPERATOR, "A plus stands where a minus belongs.", lambda a, b: a - b),
        (Kind.EXTRA, "There is a term too many.", lambda a, _: a),
        (Kind.EXTRA, "There is a term too many.", lambda _, b: b),
    ),
    "subtract": (
        (Kind.OPERATOR, "A minus stands where a plus belongs.", lambda a, b: a + b),
        (Kind.SIGN, "A difference is taken the wrong way round.", lambda a, b: b - a),
        (Kind.EXTRA, "There is a term too many.", lambda a, _: a),
        (Kind.EXTRA, "There is a term too many.", lambda _, b: b),
    ),
    "multiply": (
        (Kind.OPERATOR, "Something multiplies that has to be added.", lambda a, b: a + b),
        (Kind.OPERATOR, "Something multiplies that has to divide.", lambda a, b: a / b),
    ),
    "divide": (
        (Kind.OPERATOR, "Something divides that has to multiply.", lambda a, b: a * b),
        (Kind.EXTRA, "Something is divided by that does not belong there.", lambda a, _: a),
    ),
    "matmul": ((Kind.ORDER, "A matrix product is in the wrong order.", lambda a, b: b @ a),),
    "negate": ((Kind.SIGN, "A sign is wrong.", lambda x: x),),
    "transpose": ((Kind.TRANSPOSED, "A part of it is transposed that should not be.", lambda x: x),),
    "square": ((Kind.EXTRA, "Something is squared that should not be.", lambda x: x),),
    "exp": ((Kind.EXTRA, "exp is applied once too often.", lambda x: x),),
    "log": ((Kind.EXTRA, "log is applied once too often.", lambda x: x),),
}
