"""Edits: a claim with one thing in it put right, to see whether that was all.

Where the slips of the backward pass do not explain a claim, its own lines may: another name, another operator, a
factor more or less. An edit is tried like everything else, by its numbers.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from chainrule.errors import ChainruleError, ShapeError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.elementwise import broadcast_shape, square
from chainrule.ops.linear import broadcast
from chainrule.ops.reductions import dimension
from chainrule.transforms.differentiate import sum_back
from chainrule.tutor.effort import Effort, SpentError
from chainrule.tutor.operator_edits import missing_around, operator_edits, other_numbers
from chainrule.tutor.phrases import capital
from chainrule.tutor.repeated_edits import COUNTED, repeated_edits
from chainrule.tutor.substitution import Remake, remade
from chainrule.tutor.verdicts import Kind

LINES = ("rows", "columns")  # along the axes of a matrix


@dataclass(frozen=True)
class Edit:
    """A slip by name, the sentence that says it, and the claim without it."""

    kind: Kind
    sentence: str
    mended: Node


class Edits:
    """The edits of one claim, as far as effort goes.

    `names` are nodes of the board, `given` derivatives that a claim may stand on; `call` gives the word for a node.
    """

    def __init__(
        self,
        claim: Node,
        names: Mapping[str, Node],
        effort: Effort,
        call: Callable[[Node], str],
        given: Mapping[str, Node],
    ) -> None:
        self._claim = claim
        self._names = names
        self._effort = effort
        self._call = call
        self._given = given
        self._word = {node: name for name, node in reversed(list(names.items()))}
        self._own = topological([claim], [*names.values(), *given.values()])

    @cached_property
    def _alternatives(self) -> Mapping[str, Node]:
        """The names of the board, and the transposes of what they stand for."""
        return {**self._names, **{f"{name}.T": node.T for name, node in self._names.items() if node.rank == 2}}

    def __iter__(self) -> Iterator[Edit]:
        with suppress(SpentError):
            yield from self._all()

    def _all(self) -> Iterator[Edit]:
        yield from self._other_names()
        for edits in (operator_edits, other_numbers):
            for node in self._own:
                for kind, sentence, remake in edits(node, self._call):
                    yield from self._edit(kind, sentence, {}, {node: remake})
        for kind, sentence, remakes in repeated_edits(self._own, self._names, self._call):
            yield from self._edit(kind, sentence, {}, remakes)
        yield from self._whole()
        yield from self._missing_parts()

    def _edit(
        self, kind: Kind, sentence: str, swaps: Mapping[Node, Node], remakes: Mapping[Node, Remake]
    ) -> Iterator[Edit]:
        self._effort.take()
        try:
            mended = remade(self._claim, self._own, swaps, remakes)
        except ChainruleError:  # the edit does not fit
            return
        yield Edit(kind, sentence, mended)

    def symmetric(self) -> Iterator[Edit]:
        """What is right where a matrix is symmetric, and only there."""
        for old in dict.fromkeys(operand for node in self._own for operand in node.operands if operand in self._word):
            if old.rank == 2 and old.shape[0] == old.shape[1] != 1:
                only = f"This is only right where {self._word[old]} is symmetric."
                with suppress(SpentError):
                    yield from self._edit(Kind.SYMMETRIC, only, {old: (old + old.T) / 2}, {})

    def _other_names(self) -> Iterator[Edit]:
        """Each name in place of another of its shape, or less another: wherever that stands, and at one place."""
        places = [
            (node, i, operand) for node in self._own for i, operand in enumerate(node.operands) if operand in self._word
        ]
        if self._claim in self._word:
            word = self._word[self._claim]
            for name, new in self._beside.items():
                if new.shape == self._claim.shape and name in self._alternatives:
                    self._effort.take()
                    yield Edit(*_stands_for(word, name), new)
        for old in dict.fromkeys(operand for _, _, operand in places):
            self._effort.take()
            others = [
                (name, new) for name, new in self._alternatives.items() if new.shape == old.shape and new is not old
            ]
            word = self._word[old]
            uses = [(node, i) for node, i, operand in places if operand is old]
            for name, new in others:
                kind, sentence = _stands_for(word, name)
                yield from self._edit(kind, sentence, {old: new}, {})
                for node, i in uses if len(uses) > 1 else ():
                    yield from self._edit(kind, f"Once, {sentence}", {}, {node: _with(node, i, new)})
            for name, new in others:
                yield from self._edit(Kind.TERM, f"Beside {word}, the term -{name} is missing.", {old: old - new}, {})
            for node, i in uses:
                yield from self._edit(
                    Kind.PART, f"A square over {word} is missing.", {}, {node: _with(node, i, square(old))}
                )

    def _missing_parts(self) -> Iterator[Edit]:
        """Each part of the claim with something around it or beside it that is missing."""
        for node in self._own:
            for kind, sentence, remake in missing_around(node, self._call):
                yield from self._edit(kind, sentence, {}, {node: remake})
        for node in self._own:
            self._effort.take()
            fitting = [(name, new) for name, new in self._beside.items() if _fits(new, node)]
            part = self._call(node)
            for kind, what, combine in BESIDE:
                for name, new in fitting:
                    yield from self._edit(kind, _lacks(part, what, name), {}, {node: _with_new(node, new, combine)})

    def _whole(self) -> Iterator[Edit]:
        """The claim as a whole with something beside it that is missing, matrix products too."""
        for name, new in self._beside.items():
            for kind, what, combine in (*BESIDE, *BESIDE_IN_A_PRODUCT):
                self._effort.take()
                try:
                    mended = combine(self._claim, new)
                except ChainruleError:  # does not fit
                    continue
                yield Edit(kind, _lacks(self._call(self._claim), what, name), mended)

    @cached_property
    def _beside(self) -> Mapping[str, Node]:
        """What may be missing: a name, its transpose, a size, another derivative."""
        sizes = {d for node in self._names.values() for d in node.shape if isinstance(d, str)}
        return {**self._alternatives, **{size: dimension(size) for size in sorted(sizes)}, **self._given}


Combine = Callable[[Node, Node], Node]
BESIDE: tuple[tuple[Kind, str, Combine], ...] = (
    (Kind.MULTIPLIER, "the factor {}", lambda a, b: a * b),
    (Kind.MULTIPLIER, "the divisor {}", lambda a, b: a / b),
    (Kind.TERM, "the term {}", lambda a, b: a + b),
    (Kind.TERM, "the term -{}", lambda a, b: a - b),
)
BESIDE_IN_A_PRODUCT: tuple[tuple[Kind, str, Combine], ...] = (
    (Kind.MULTIPLIER, "the factor {}, in a matrix product", lambda a, b: a @ b),
    (Kind.MULTIPLIER, "the factor {}, in a matrix product", lambda a, b: b @ a),
)


def _lacks(part: str, what: str, name: str) -> str:
    """What is missing beside a part of the claim."""
    return f"{capital(part)} lacks {what.format(name)}."


def _with_new(node: Node, new: Node, combine: Combine) -> Remake:
    return lambda operands: combine(node.with_operands(operands), new)


def fitting_edits(claim: Node, shape: Shape) -> Iterator[Edit]:
    """A claim of another shape than is asked for, copied or summed to that shape, where it can be."""
    if claim.rank != len(shape):
        return
    copies = [(d, axis) for axis, (d, old) in enumerate(zip(shape, claim.shape, strict=True)) if old == 1 != d]
    if copies and _stretches(claim.shape, shape):
        many = _how_many(copies, len(shape))
        ones = ", ".join(str(d if old == 1 else 1) for d, old in zip(shape, claim.shape, strict=True))
        sentence = f"This has to be copied {many}: the shape is {write_shape(shape)}; ones({ones}) copies."
        yield Edit(Kind.COPIED, sentence, broadcast(claim, shape=shape))
    elif _stretches(shape, claim.shape):
        lines = " and ".join(str(d) for d, new in zip(claim.shape, shape, strict=True) if new == 1 != d)
        yield Edit(Kind.SUM, f"This has to be summed over all {lines} of them.", sum_back(claim, shape))


def _how_many(copies: Iterable[tuple[Dimension, int]], rank: int) -> str:
    """How many copies there have to be: matrices have rows and columns, the axes of larger arrays only numbers."""
    if rank > len(LINES):
        return " and ".join(f"{d} times along axis {axis}" for d, axis in copies)
    return "to all " + " and ".join(f"{d} {LINES[axis]}" for d, axis in copies)


def _stretches(shape: Shape, larger: Shape) -> bool:
    try:
        return broadcast_shape(shape, larger) == larger
    except ShapeError:
        return False


def _stands_for(word: str, name: str) -> tuple[Kind, str]:
    """The slip of one name in the place of another; names that differ by a number are steps or layers."""
    one, other = COUNTED.fullmatch(word), COUNTED.fullmatch(name)
    if one and other and one[1] == other[1]:
        return Kind.STEP, f"{word} stands where {name} belongs, of another step or layer."
    return Kind.OPERAND, f"{word} stands where {name} belongs."


def _fits(new: Node, node: Node) -> bool:
    """Whether `new` can be stretched to the shape of a node."""
    return _stretches(new.shape, node.shape)


def _with(node: Node, place: int, new: Node) -> Remake:
    return lambda operands: node.with_operands((*operands[:place], new, *operands[place + 1 :]))
