"""The record of equations, as every surface that shows formulas takes them."""

from dataclasses import dataclass

from chainrule.graph.display import Displayed, wrapped, write_note
from chainrule.graph.shape import Shape, write_shape
from chainrule.readers.notation.formula import RELATION, Formula, Infix, Symbol
from chainrule.readers.typeset.latex import SIGNS as LATEX_SIGNS
from chainrule.readers.typeset.latex import in_words as latex_words
from chainrule.readers.typeset.latex import to_latex
from chainrule.readers.typeset.mathml import in_words as mathml_words
from chainrule.readers.typeset.mathml import to_mathml
from chainrule.readers.typeset.text import to_text

INDENT = "    "


@dataclass(frozen=True)
class Equation:
    """A name, what it is equal to, and what that is in numbers where there are some.

    `delta` is the short name by which the other lines call it; `rules` lead to it, in a derivation.
    """

    name: str
    shape: Shape
    sides: tuple[Formula, ...]
    sign: str = "="
    delta: str = ""
    rules: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[Formula, ...]:
        """What stands left: the name, behind its delta where it has one."""
        return tuple(map(Symbol, filter(None, (self.delta, self.name))))

    @property
    def formula(self) -> Formula:
        """The whole line, from the first name to the last side."""
        return Infix(self.sign, (*self.names, *self.sides), RELATION)

    @property
    def said(self) -> str:
        """What a derivation says of it: its shape and its rules."""
        return "; ".join([write_shape(self.shape), *self.rules])


@dataclass(frozen=True, repr=False)
class Equations(Displayed):
    """The lines of the forward pass and those of the backward pass, in the order in which they are computed.

    Those of a derivation are `derived`: each says its shape, and the rules it used.
    """

    forward: tuple[Equation, ...]
    backward: tuple[Equation, ...] = ()
    derived: bool = False
    notes: tuple[str, ...] = ()  # what is worth a second look

    @property
    def all(self) -> tuple[Equation, ...]:
        """Both passes."""
        return self.forward + self.backward

    def text(self) -> str:
        """A line for each equation; in a derivation with its shape, and the rules below it."""
        if not self.derived:
            return "\n".join(to_text(one.formula) for one in self.all)
        lines = ([f"{to_text(one.formula)}{INDENT}{write_shape(one.shape)}", *one.rules] for one in self.all)
        return "\n".join(f"\n{INDENT}".join(parts) for parts in lines)

    def latex(self) -> str:
        r"""An `align*` environment, aligned at the first equals sign; what is said stands in a column of its own."""
        return "\\begin{align*}\n" + " \\\\\n".join(map(self._latex, self.all)) + "\n\\end{align*}"

    def mathml(self) -> str:
        """A `<math>` element for each equation; in a derivation another one for its shape and its rules."""
        return "\n".join(map(self._mathml, self.all))

    def _latex(self, one: Equation) -> str:
        first, *others = map(to_latex, (*one.names, *one.sides))
        line = f"{first} &{LATEX_SIGNS[one.sign]} {' = '.join(others)}" if others else f"{first} &"
        return f"{line} && {latex_words(one.said)}" if self.derived else line

    def _mathml(self, one: Equation) -> str:
        line = to_mathml(one.formula, block=True)
        return f"{line}\n{mathml_words(one.said)}" if self.derived else line

    def __str__(self) -> str:
        return "\n\n".join([self.text(), *(wrapped(write_note(note)) for note in self.notes)])
