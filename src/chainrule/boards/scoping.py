"""Scoping: while a board is read, in which loop, step and call each new node is written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.scopes import CALL, LOOP, STEP, Scope


@dataclass
class Scoping:
    """Remembers the scope that is being read, and of every node the innermost one that it was made in."""

    _home: dict[Node, Scope | None] = field(default_factory=dict)
    _inner: Scope | None = None

    @property
    def scopes(self) -> dict[Node, Scope]:
        """The scope of every node that was computed in one."""
        return {node: scope for node, scope in self._home.items() if scope is not None and node.operands}

    def claim(self, node: Node) -> None:
        """What a node stands on and nobody made before was made here."""
        for each in topological([node], self._home):
            self._home[each] = self._inner

    @contextmanager
    def loop(self, letter: str, steps: range) -> Iterator[None]:
        """All steps of a loop."""
        with self._within(Scope(LOOP, letter, (steps[0], steps[-1]), self._inner)):
            yield

    @contextmanager
    def step(self, letter: str, number: int) -> Iterator[None]:
        """One step of a loop."""
        with self._within(Scope(STEP, letter, (number,), self._inner)):
            yield

    @contextmanager
    def call(self, name: str, operands: Mapping[str, Node], line: tuple[str, tuple[int, ...]]) -> Iterator[None]:
        """A call of a definition in a line; its operands are made outside of it."""
        for operand in operands.values():
            self.claim(operand)
        with self._within(Scope(CALL, name, (), self._inner, tuple(operands.items()), line)):
            yield

    @contextmanager
    def _within(self, scope: Scope) -> Iterator[None]:
        outer, self._inner = self._inner, scope
        try:
            yield
        finally:
            self._inner = outer
