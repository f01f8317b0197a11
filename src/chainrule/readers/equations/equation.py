"""The record of equations, as every surface that shows formulas takes them."""

from dataclasses import dataclass

from chainrule.graph.display import Displayed, wrapped, write_note
from chainrule.graph.scopes import headings
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
class Over:
    """The steps of a loop that a line stands for: a letter, the first, and the last."""

    letter: str
    first: int
    last: int

    def text(self) -> str:
        """As it stands behind the line: t = 1 … 3."""
        return f"{self.letter} = {self.first} … {self.last}"


@dataclass(frozen=True)
class Equation:
    """A name, what it is equal to, and what that is in numbers where there are some.

    `delta` is the short name by which the other lines call it; `rules` lead to it, or are what it rests on; `over` are
    the steps of a loop that it stands for.
    """

    name: str
    shape: Shape
    sides: tuple[Formula, ...]
    sign: str = "="
    delta: str = ""
    rules: tuple[str, ...] = ()
    over: Over | None = None
    where: str = ""  # of a line in a derivation: in which step of a loop, and which call of a definition
    head: Formula | None = None  # what stands left, where that is no name

    @property
    def names(self) -> tuple[Formula, ...]:
        """What stands left: the name, behind its delta where it has one."""
        if self.head is not None:
            return (self.head,)
        return tuple(map(Symbol, filter(None, (self.delta, self.name))))

    @property
    def formula(self) -> Formula:
        """The whole line, from the first name to the last side."""
        return Infix(self.sign, (*self.names, *self.sides), RELATION)

    def said(self, *, derived: bool) -> str:
        """What is said of it: in a derivation its shape, then its rules."""
        return "; ".join([*([write_shape(self.shape)] if derived else []), *self.rules])


@dataclass(frozen=True, repr=False)
class Equations(Displayed):
    """The lines of the forward pass and those of the backward pass, in the order in which they are computed.

    Those of a derivation are `derived`: each says its shape.
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
        """A line for each equation, in a derivation with its shape, and the rules below it."""
        lines = ([INDENT.join([to_text(one.formula), *self._behind(one)]), *one.rules] for one in self.all)
        begins = (f"{heading}:\n" if heading else "" for heading in headings(one.where for one in self.all))
        return "\n".join(begin + f"\n{INDENT}".join(parts) for begin, parts in zip(begins, lines, strict=True))

    def latex(self) -> str:
        r"""An `align*` environment, aligned at the first equals sign; what is said stands in a column of its own."""
        return "\\begin{align*}\n" + " \\\\\n".join(map(self._latex, self.all)) + "\n\\end{align*}"

    def mathml(self) -> str:
        """A `<math>` element for each equation; in a derivation another one for its shape and its rules."""
        return "\n".join(map(self._mathml, self.all))

    def _behind(self, one: Equation) -> list[str]:
        shape = [write_shape(one.shape)] if self.derived else []
        return [*shape, one.over.text()] if one.over else shape

    def _latex(self, one: Equation) -> str:
        first, *others = map(to_latex, (*one.names, *one.sides))
        line = f"{first} &{LATEX_SIGNS[one.sign]} {' = '.join(others)}" if others else f"{first} &"
        said = one.said(derived=self.derived)
        line = rf"{line} && {one.over.letter} = {one.over.first}, \dots, {one.over.last}" if one.over else line
        return f"{line} && {latex_words(said)}" if said else line

    def _mathml(self, one: Equation) -> str:
        line = to_mathml(one.formula, block=True)
        said = "; ".join(filter(None, (one.over.text() if one.over else "", one.said(derived=self.derived))))
        return f"{line}\n{mathml_words(said)}" if said else line

    def __str__(self) -> str:
        return "\n\n".join([self.text(), *(wrapped(write_note(note)) for note in self.notes)])
