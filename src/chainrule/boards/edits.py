"""Edits: a claim with one thing in it put right, to see whether that was all.

Where the slips of the backward pass do not explain a claim, its own lines may: another name, another operator, a
factor more or less. An edit is tried like everything else, by its numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial

from chainrule.boards.effort import Effort, SpentError
from chainrule.boards.exchange import Remake, remade
from chainrule.boards.verdicts import Kind
from chainrule.errors import ChainruleError, ShapeError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops import ALL_OPS
from chainrule.ops.activations import ACTIVATIONS
from chainrule.ops.elementwise import broadcast_shape


@dataclass(frozen=True)
class Edit:
    """A slip by name, the sentence that says it, and the claim without it."""

    kind: Kind
    sentence: str
    mended: Node


class Edits:
    """The edits of one claim, as far as effort goes.

    `names` are the nodes of the board, and `given` others that the claim may stand on.
    """

    def __init__(self, claim: Node, names: Mapping[str, Node], effort: Effort, given: Iterable[Node] = ()) -> None:
        self._claim = claim
        self._names = names
        self._effort = effort
        self._word = {node: name for name, node in reversed(list(names.items()))}
        self._own = topological([claim], [*names.values(), *given])

    @cached_property
    def _alternatives(self) -> Mapping[str, Node]:
        """The names of the board, and the transposes of what they stand for."""
        return {**self._names, **{f"{name}.T": node.T for name, node in self._names.items() if node.rank == 2}}

    def __iter__(self) -> Iterator[Edit]:
        with suppress(SpentError):
            yield from self._all()

    def _all(self) -> Iterator[Edit]:
        yield from self._other_names()
        for node in self._own:
            for kind, sentence, remake in _operators(node, self._word):
                yield from self._edit(kind, sentence, {}, {node: remake})
        yield from self._missing_factors()

    def _edit(
        self, kind: Kind, sentence: str, swaps: Mapping[Node, Node], remakes: Mapping[Node, Remake]
    ) -> Iterator[Edit]:
        self._effort.take()
        try:
            mended = remade(self._claim, self._own, swaps, remakes)
        except ChainruleError:  # the edit does not fit
            return
        yield Edit(kind, sentence, mended)

    def _other_names(self) -> Iterator[Edit]:
        """Each name in place of another of its shape, or less another: wherever that stands, and at one place."""
        places = [
            (node, i, operand) for node in self._own for i, operand in enumerate(node.operands) if operand in self._word
        ]
        for old in dict.fromkeys(operand for _, _, operand in places):
            self._effort.take()
            others = [
                (name, new) for name, new in self._alternatives.items() if new.shape == old.shape and new is not old
            ]
            word = self._word[old]
            for name, new in others:
                sentence = f"{word} stands where {name} belongs."
                yield from self._edit(Kind.OPERAND, sentence, {old: new}, {})
                uses = [(node, i) for node, i, operand in places if operand is old]
                for node, i in uses if len(uses) > 1 else ():
                    yield from self._edit(Kind.OPERAND, f"Once, {sentence}", {}, {node: _with(node, i, new)})
            for _, new in others:
                yield from self._edit(Kind.TERM, f"Beside {word}, a term is missing.", {old: old - new}, {})

    def _missing_factors(self) -> Iterator[Edit]:
        """Each part of the claim times each thing of the board that fits it, and plus each."""
        for node in self._own:
            self._effort.take()
            fitting = [new for new in self._names.values() if new.rank and _fits(new, node)]
            written = write_shape(node.shape)
            for new in fitting:
                yield from self._edit(
                    Kind.MULTIPLIER, f"A part of the shape {written} lacks a factor.", {}, {node: _times(node, new)}
                )
            for new in fitting:
                yield from self._edit(
                    Kind.TERM, f"A part of the shape {written} lacks a term.", {}, {node: _plus(node, new)}
                )


def _fits(new: Node, node: Node) -> bool:
    """Whether `new` can be stretched to the shape of a node."""
    try:
        return broadcast_shape(new.shape, node.shape) == node.shape
    except ShapeError:
        return False


def _plus(node: Node, new: Node) -> Remake:
    return lambda operands: node.with_operands(operands) + new


def _with(node: Node, place: int, new: Node) -> Remake:
    return lambda operands: node.with_operands((*operands[:place], new, *operands[place + 1 :]))


def _times(node: Node, new: Node) -> Remake:
    return lambda operands: node.with_operands(operands) * new


def _applied(function: Callable[..., Node]) -> Remake:
    return lambda operands: function(*operands)


def _operators(node: Node, word: Mapping[Node, str]) -> Iterator[tuple[Kind, str, Remake]]:
    """What else could have been written in place of one operator."""
    for kind, sentence, function in OTHERS.get(node.op.name, ()):
        yield kind, sentence, _applied(function)
    if node.op.name == "multiply":
        left, right = (
            f"{word[x]} is a factor too many." if x in word else "There is a factor too many." for x in node.operands
        )
        yield Kind.EXTRA, left, lambda operands: operands[1]
        yield Kind.EXTRA, right, lambda operands: operands[0]
    if node.op.name in ("sum", "mean"):
        yield from _other_reductions(node)
    if node.op in ACTIVATIONS:
        yield Kind.EXTRA, f"{node.op.name} is applied once too often.", lambda operands: operands[0]
    if node.rank == 2:
        yield Kind.UNTRANSPOSED, "A part of it has to be transposed.", lambda operands: node.with_operands(operands).T


def _other_reductions(node: Node) -> Iterator[tuple[Kind, str, Remake]]:
    (x,) = node.operands
    name = node.op.name
    for axis in (None, *((i,) for i in range(x.rank))):
        yield Kind.AXIS, f"The {name} runs along the wrong axis.", _applied(partial(node.op, axis=axis))
    if name == "mean":
        summed = partial(ALL_OPS["sum"], **node.attributes)
        yield Kind.MEAN, "A mean stands where a sum belongs.", _applied(summed)
    yield Kind.EXTRA, f"A {name} is taken that does not belong there.", lambda operands: operands[0]


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
