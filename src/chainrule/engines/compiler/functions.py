"""The functions of a module, as those see them who write one and come to a call of another."""

from collections.abc import Sequence
from typing import Protocol

from chainrule.engines.compiler.body import Body
from chainrule.engines.compiler.modules import Function
from chainrule.engines.compiler.values import Number, Value


class Functions(Protocol):
    """The functions of a module, as far as an expression asks for them."""

    def plain(self, name: str) -> Function:
        """A function of `plain`."""

    def part(self, name: str, text: str) -> None:
        """A function that is not made of Python's."""

    def called(self, body: Body, function: Function, arguments: Sequence[Value]) -> Value:
        """A call, and what it returns."""

    def handed_in(self, body: Body, place: int, example: object) -> Number:
        """A number that is not part of the code."""
