"""Closing: a loop, or a call of a definition, as one box: t = 1 … 3, with its lines and its parameters in it."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.scopes import STEP, Scope
from chainrule.readers.diagram.circuit import Part
from chainrule.readers.diagram.groups import cut_short, few, formula_of, known_formulas
from chainrule.readers.notation.alike import Alike, by_last_step
from chainrule.readers.notation.blocks import Blocks
from chainrule.readers.notation.formula import RELATION, Formula, Infix, Symbol
from chainrule.readers.typeset.text import to_text

MOST_LINES = 8  # in a box
MOST_OUTPUTS = 3  # of a box that are drawn one by one; more of one name share a box


@dataclass(frozen=True)
class _Made:
    """A part of the new picture, and the old ones whose lines lead on from it."""

    part: Part
    olds: tuple[int, ...]


def close(parts: Sequence[Part], graph: Graph, blocks: Blocks, closed: Collection[str]) -> list[Part]:
    """The parts of a picture, those in each scope of a name that is `closed` as one."""
    return _Closing(parts, graph, blocks, closed).parts()


class _Closing:
    """Finds for every part the box it goes into: that of a scope, one for x₁ … x₃ together, or its own."""

    def __init__(self, parts: Sequence[Part], graph: Graph, blocks: Blocks, closed: Collection[str]) -> None:
        self._old, self._graph, self._scopes = parts, graph, blocks.scopes
        self._last = by_last_step(blocks.steps)
        self._users = defaultdict[int, list[int]](list)
        for i, part in enumerate(parts):
            for operand in part.operands:
                self._users[operand].append(i)
        self._scope = {i: _shut(self._scopes.get(part.node), closed) for i, part in enumerate(parts)}
        for i, part in enumerate(parts):
            if part.kind in ("parameter", "constant") and not part.operands:
                self._scope[i] = self._read_in(i)
        self._members = defaultdict[Scope, list[int]](list)
        for i, scope in self._scope.items():
            if scope is not None:
                self._members[scope].append(i)

    def parts(self) -> list[Part]:
        """All of them, operands before those who read them."""
        made: list[_Made] = []
        for i, part in enumerate(self._old):
            scope = self._scope[i]
            if scope is None:
                made.append(_Made(part, (i,)))
            elif i == self._members[scope][-1]:
                made += self._box(scope)
        made = self._joined(made)
        place = {old: new for new, one in enumerate(made) for old in one.olds}
        boxes = {one.part.scope: new for new, one in enumerate(made) if one.part.kind == "group"}

        def linked(part: Part) -> Part:
            if part.kind == "output":
                return replace(part, operands=(boxes[part.scope],))
            arriving = [place[old] for old in part.operands]
            return replace(part, operands=tuple(dict.fromkeys(arriving) if part.kind == "group" else arriving))

        return [linked(one.part) for one in made]

    def _read_in(self, i: int) -> Scope | None:
        """The closed scope that alone reads a part."""
        around = {self._scope[user] for user in self._users[i]}
        return around.pop() if len(around) == 1 else None

    def _box(self, scope: Scope) -> Iterator[_Made]:
        """The box of a scope, and one for each of its outputs where it has several."""
        inside = self._members[scope]
        within = {*inside}
        outputs = [i for i in inside if not self._users[i] or not within.issuperset(self._users[i])]
        last, olds = self._old[outputs[-1]], tuple(outputs)
        box = Part(
            "group",
            last.name,
            scope.label,
            last.node,
            tuple(operand for i in inside for operand in self._old[i].operands if operand not in within),
            last.title,
            tuple(self._lines(scope, last.node)),
            tuple(parameter for i in inside for parameter in _own_parameters(self._old[i])),
            sum(self._old[i].size for i in inside),
            scope,
        )
        if len(olds) == 1:
            yield _Made(box, olds)
            return
        yield _Made(replace(box, name=f"#{scope.label}", title="", many=len(olds)), ())
        for i in olds:
            old = self._old[i]
            yield _Made(Part("output", old.name, old.title or old.label, old.node, scope=scope), (i,))

    def _joined(self, made: Sequence[_Made]) -> list[_Made]:
        """Data of many steps that the same boxes read, and outputs of many steps, as one where they stand first."""
        families = defaultdict[Hashable, list[int]](list)
        for place, one in enumerate(made):
            families[self._family(place, one.part, one.olds)].append(place)
        found: dict[int, _Made | None] = {**dict(enumerate(made))}
        for places in families.values():
            first, last = made[places[0]], made[places[-1]]
            if len(places) > (MOST_OUTPUTS if first.part.kind == "output" else 1):
                part = replace(first.part, label=f"{first.part.label} … {last.part.label}", many=len(places))
                found |= dict.fromkeys(places)
                found[places[0]] = _Made(part, tuple(old for place in places for old in made[place].olds))
        return [one for one in found.values() if one is not None]

    def _family(self, place: int, part: Part, olds: Sequence[int]) -> Hashable:
        """What a part shares with those of other steps; its place where it stands alone."""
        shared: Hashable = part.scope if part.kind == "output" else None
        if part.kind == "input" and None not in (around := {self._scope[user] for user in self._users[olds[0]]}):
            shared = frozenset(around)
        return (part.kind, shared, self._last[part.name][0]) if shared and part.name in self._last else place

    def _lines(self, scope: Scope, result: Node) -> Iterator[str]:
        """What is computed in a scope, the steps of a loop that are alike on one line."""
        known = known_formulas(self._graph)
        families = defaultdict[tuple[str, str], list[tuple[int, Formula]]](list)
        for node in self._graph.order:
            around = self._scopes.get(node)
            if around is None or scope not in around.path or (node is not result and node not in known):
                continue
            name = self._graph.name_of(node) or "out"
            base, number = self._last.get(name, (name, 0))
            letter = next((one.name for one in reversed(around.path) if one.kind == STEP), "")
            families[letter, base].append((number, Infix("=", (Symbol(name), formula_of(node, known)), RELATION)))
        lines = [line for (letter, _), run in families.items() for line in self._folded(letter, run)]
        return iter(few([cut_short(to_text(line)) for line in lines], MOST_LINES))

    def _folded(self, letter: str, numbered: list[tuple[int, Formula]]) -> Iterator[Formula]:
        numbered.sort(key=lambda one: one[0])
        alike = {start: (end, line) for start, end, line in Alike(self._last, letter).runs(numbered)}
        place = 0
        while place < len(numbered):
            place, line = alike.get(place, (place + 1, numbered[place][1]))
            yield line


def _shut(scope: Scope | None, closed: Collection[str]) -> Scope | None:
    """The outermost scope around something that is to be one box."""
    around = scope.path if scope else ()
    return next((one for one in around if one.kind != STEP and one.name in closed), None)


def _own_parameters(part: Part) -> Sequence[tuple[str, Node]]:
    return ((part.name, part.node),) if part.kind == "parameter" else part.parameters
