"""Names: what each name of a board means, in the order in which its lines are read, and what to say of others."""

from collections.abc import Callable, Container
from dataclasses import dataclass, field
from math import pi

from chainrule.boards.aliases import Spellings
from chainrule.boards.any_functions import function_called
from chainrule.boards.board_functions import FUNCTIONS, NAMES_TOO
from chainrule.boards.declarations import Declaration
from chainrule.boards.definitions import Definition
from chainrule.boards.faults import Place, did_you_mean
from chainrule.boards.operators import fitting_product
from chainrule.boards.steps import Counting, Index, step_name, write_step
from chainrule.graph.node import Node, constant, input, parameter
from chainrule.ops.reductions import dimension

NOT_DECLARED = "; declare it on a data or params line"
PI = frozenset({"pi", "π"})  # the number, where nothing on the board is called so
CONSTANTS = {
    "e": "e**x is written exp(x), and the number np.e",
    "I": "the identity matrix is eye(n)",
}


@dataclass
class Names:
    """The names of a board: declared, used as leaves, sizes of shapes, assigned, and those at the steps of loops."""

    counting: Counting
    below: Container[str]  # what any line assigns
    declarations: dict[str, Declaration] = field(default_factory=dict)
    leaves: dict[str, Node] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)  # of all shapes
    assigned: dict[str, Node] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    spellings: Spellings = field(default_factory=Spellings)  # of all of these
    functions: dict[str, Callable[..., Node]] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    steps: dict[str, tuple[str, Index]] = field(default_factory=dict)  # of each name that has one: its base, its place
    last: dict[str, Index] = field(default_factory=dict)  # of each base that is declared or assigned
    local: Callable[[str], Node | None] = lambda _: None  # within a definition

    def add_step(self, base: str, index: Index) -> None:
        """One more step of a name, declared or assigned."""
        self.steps[step_name(base, index)] = base, index
        self.last[base] = max(index, self.last.get(base, index))

    def shown(self, name: str) -> str:
        """A name as the board has it: h[2] for h_2."""
        return write_step(*self.steps[name]) if name in self.steps else name

    def require_one_spelling(self, name: str, place: Place) -> None:
        """Nothing, or the error for what is assigned under another spelling of a name: lines would mean either."""
        if other := self.spellings.other(name):
            told = f"{self.shown(name)} is another spelling of {self.shown(other)}, a name above"
            raise place.fault(f"{told}; give it another name")

    def __contains__(self, name: object) -> bool:
        return name in self.assigned or name in self.leaves or name in self.letters

    def at_step(self, base: str, index: Index | None, place: Place) -> Node | None:
        """What a name has at a step; None where the name is that of an array, and the brackets hold a place in it.

        The index is None, or empty, where no whole numbers stand there.
        """
        if not index:
            if base in self.last and self.local(base) is None:
                told = f"{base} is read at its steps, such as {write_step(base, self.last[base])}"
                raise place.fault(f"{told}: at numbers, and letters of loops around this line")
            return None
        name, shown = step_name(base, index), write_step(base, index)
        if name in self.assigned or name in self.leaves:
            return self.find(name, place)
        if base in self.assigned or base in self.leaves or self.local(base) is not None:
            return None
        if min(index) < 0:
            raise place.fault(f"{shown} lies before all steps; they count from 0")
        if self.spellings.other(name) or (base not in self.last and not self.declarations):
            found = self.find(name, place)  # on a board without declarations, a new leaf
            self.steps.setdefault(name, (base, index))
            return found
        if index > self.last.get(base, index):
            last = write_step(base, self.last[base])
            raise place.fault(f"{shown} is not known here; so far, {base} goes up to {last}")
        raise place.fault(f"{shown} is not known here; declare it, data {shown}, or assign it above the loop")

    def find(self, name: str, place: Place) -> Node:
        """What a name means at this place; a new leaf on a board without declarations."""
        if (local := self.local(name)) is not None:
            return local
        self.used.add(name)
        if name in self.assigned:
            return self.assigned[name]
        if name in self.leaves:
            return self.leaves[name]
        if name in self.definitions:
            raise place.fault(f"{name} is a definition here and takes brackets: {self.definitions[name].call}")
        if name in self.counting.sizes:
            return constant(self.counting.sizes[name])
        if name in self.letters:
            return dimension(name)
        if function := function_called(name, self.functions):
            raise place.fault(f"{function} is a function here and takes brackets: {function}(…)")
        if other := self.spellings.other(name):
            return self.find(other, place)
        if name in PI and name not in self.below:
            return constant(pi)
        if self.declarations or (name in FUNCTIONS and name not in NAMES_TOO):
            raise place.fault(f"{name} is not known here{self._hint(name)}")
        make = input if name[0] in "xyXY" else parameter
        self.leaves[name] = make(name)
        self.spellings.add(name)
        return self.leaves[name]

    def _hint(self, name: str) -> str:
        """What to do about a name that nobody knows."""
        if name in FUNCTIONS:
            return f"; {name} is a function: {name}(…)"
        if name in self.below:
            return "; it is assigned only below, so move that line up"
        if name in self.last:
            return f"; {name} has steps, such as {write_step(name, self.last[name])}"
        if name in CONSTANTS:
            return f"; {CONSTANTS[name]}"
        if product := as_product(name, self._known):
            left, right = product.split(" * ")
            a, b = (self.find(one, Place(1, "")) for one in (left, right))
            return f"; a product needs its sign: {fitting_product(left, a, right, b)}"
        return did_you_mean(name, self._known) or NOT_DECLARED

    @property
    def _known(self) -> list[str]:
        return [*self.assigned, *self.leaves, *self.letters]


def as_product(name: str, known: Container[str]) -> str:
    """`xy` as `x * y`, where both are names."""
    cuts = ((name[:cut], name[cut:]) for cut in range(1, len(name)))
    return next((f"{left} * {right}" for left, right in cuts if left in known and right in known), "")
