"""Framing: the parts of each step of a loop, and of each call of a definition, in a frame of their own."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chainrule.graph.scopes import LOOP, Scope, Scopes
from chainrule.readers.diagram.circuit import Part
from chainrule.readers.drawing.svg_text import measure
from chainrule.readers.layout import Frame

TITLE = 12.5  # pixels: the size of a frame's title

Path = tuple[Scope, ...]


@dataclass
class _Tree:
    """The parts that stand in a scope, and the scopes in it."""

    parts: list[int] = field(default_factory=list)
    inner: dict[Scope, "_Tree"] = field(default_factory=lambda: defaultdict(_Tree))

    def frames(self) -> tuple[Frame, ...]:
        return tuple(
            Frame(tuple(tree.parts), tree.frames(), scope.label, measure(scope.label, TITLE))
            for scope, tree in self.inner.items()
        )


def frames_of(parts: Sequence[Part], scopes: Scopes) -> tuple[Frame, ...]:
    """The frames of a picture; a leaf stands in the innermost one that holds all who read it."""
    paths: dict[int, Path] = {}
    users = defaultdict(list)
    for i, part in enumerate(parts):
        for operand in part.operands:
            users[operand].append(i)
    for i in reversed(range(len(parts))):
        part = parts[i]
        if part.operands or part.scope is not None:
            paths[i] = tuple(_framed(part.scope.within if part.scope else scopes.get(part.node)))
    for i in (i for i in range(len(parts)) if i not in paths):
        paths[i] = _shared([paths.get(user, ()) for user in users[i]])
    tree = _Tree()
    for i in range(len(parts)):
        at = tree
        for scope in paths[i]:
            at = at.inner[scope]
        at.parts.append(i)
    return tree.frames()


def _framed(scope: Scope | None) -> Iterator[Scope]:
    """The scopes around what stands in one that have a frame: of a loop each step has its own."""
    return (one for one in (scope.path if scope else ()) if one.kind != LOOP)


def _shared(paths: Sequence[Path]) -> Path:
    """What all paths begin with."""
    first = paths[0] if paths else ()
    same = (i for i, scope in enumerate(first) if any(len(path) <= i or path[i] is not scope for path in paths))
    return first[: next(same, len(first))]
