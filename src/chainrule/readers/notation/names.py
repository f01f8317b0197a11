"""Names as they are written by hand: W1 is W₁, yhat is ŷ, theta is θ, ∂L/∂W1 is a derivative."""

import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from chainrule.graph.graph import Graph
from chainrule.graph.node import CONSTANT
from chainrule.graph.passes import Derivative

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ",
    "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
WORDS = {letter: word for word, letter in GREEK.items()}
HAT = "\u0302"
LETTERS_BELOW = dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_SCORE = re.compile(r"Z(?P<layer>\d+)")
_PARTS = re.compile(r"(?P<letter>[^\W\d_]+?)(?P<hat>hat)?_?(?P<below>\d+(?:_\d+)*|(?<=_)\w+)?")
_BEFORE_NUMBER = re.compile(r"_(?=\d+(?:_|\Z))")


class EntryName(str):
    """The name of an entry, which knows of which array it is and in which place.

    >>> name = EntryName("P", ("j", "n"))
    >>> name, name.array, name.indices
    ('P_jn', 'P', ('j', 'n'))
    """

    __slots__ = ("array", "indices")
    array: str
    indices: tuple[str, ...]

    def __new__(cls, array: str, indices: tuple[str, ...]) -> "EntryName":
        """The name `array_indices`."""
        name = super().__new__(cls, f"{array}_{''.join(indices)}")
        name.array, name.indices = array, indices
        return name

    @property
    def is_bracketed(self) -> bool:
        """Whether the array has something below its letter already, (W₁)_jk, or is called as a sum is written."""
        name = read_name(self.array)
        return bool(name.below) or name.letter == "Σ" or isinstance(self.array, StepName)


class StepName(str):
    """The name of what a loop assigns, at any of its steps: h at t − 1.

    >>> name = StepName("h", "t", -1)
    >>> name, name.base, name.step
    ('h[t−1]', 'h', ('t', '−1'))
    """

    __slots__ = ("base", "step")
    base: str
    step: tuple[str, str]  # the letter, and what is added to it

    def __new__(cls, base: str, letter: str, offset: int) -> "StepName":
        """The name `base[letter + offset]`."""
        added = f"{offset:+d}".replace("-", "−") if offset else ""
        name = super().__new__(cls, f"{base}[{letter}{added}]")
        name.base, name.step = base, (letter, added)
        return name

    def at(self, number: int) -> str:
        """The name where the letter is a number.

        >>> StepName("h", "t", -1).at(3)
        'h_2'
        """
        return f"{self.base}_{number + int(self.step[1].replace('−', '-') or 0)}"


@dataclass(frozen=True)
class Name:
    """A letter or a word, perhaps with a hat, perhaps with something below: a word, or numbers between commas."""

    letter: str
    hat: bool = False
    below: str = ""

    @property
    def counts(self) -> bool:
        """Whether numbers stand below, and no word."""
        return self.below.replace(",", "").isdecimal()

    @property
    def plain_below(self) -> str:
        """What stands below as letters of the line: _in, _in_2."""
        return f"_{self.below.replace(',', '_')}" if self.below else ""


def read_name(name: str) -> Name:
    """The parts of a name.

    >>> read_name("yhat"), read_name("W1")
    (Name(letter='y', hat=True, below=''), Name(letter='W', hat=False, below='1'))
    >>> read_name("h_2"), read_name("h1_2")  # of a loop: h at step 2, and h₁ at step 2
    (Name(letter='h', hat=False, below='2'), Name(letter='h', hat=False, below='1,2'))
    """
    name = name.base if isinstance(name, StepName) else name  # its step is written behind
    match = _PARTS.fullmatch(name)
    if match is None:
        return Name(name)
    letter = GREEK.get(match["letter"], match["letter"])
    below = match["below"] or ""
    return Name(letter, match["hat"] is not None, _BEFORE_NUMBER.sub(",", below))


def has_room_below(name: str) -> bool:
    """Whether indices may stand right below a name: it has none, and is no quotient.

    >>> has_room_below("P"), has_room_below("W1"), has_room_below(Derivative("L", "P"))
    (True, False, False)
    """
    return not isinstance(name, Derivative | EntryName | StepName) and not read_name(name).below


def spelled(name: str) -> str:
    """One spelling for all names that are written with the same letters.

    >>> spelled("x_1"), spelled("θ"), spelled("ŷ"), spelled("y_hat")
    ('x1', 'theta', 'yhat', 'y_hat')
    """
    parts = read_name(normalize("NFD", name).replace(HAT, "hat"))
    below = parts.plain_below.removeprefix("_" * parts.counts)
    return f"{WORDS.get(parts.letter, parts.letter)}{'hat' * parts.hat}{below}"


def taken_letters(graph: Graph) -> Iterator[str]:
    """What a new name must not be: the names of a graph, and how they could be spelled too."""
    for name in graph.all_names:
        yield name
        yield name if isinstance(name, Derivative) else spelled(name)


def written_alike(graph: Graph) -> tuple[str, str] | None:
    """Two names of a graph, or sizes in its shapes, that are written with the same letters, where there are some.

    The number π has its letter too, and the identity matrix, which a name must not take where the graph holds them.
    """
    sizes = (size for leaf in graph.leaves.values() for size in leaf.shape if isinstance(size, str))
    first: dict[str, str] = {}
    numbers = (node.attributes["value"] for node in graph.order if node.op is CONSTANT)
    if any(isinstance(number, float) and number == math.pi for number in numbers):
        first["pi"] = "np.pi"
    for node in (node for node in graph.order if node.op.name == "eye"):
        first[spelled(f"I_{node.shape[0]}")] = f"eye({node.shape[0]})"
    for name in (*(name for name in graph.all_names if not isinstance(name, Derivative)), *sizes):
        if first.setdefault(spelled(name), name) != name:
            return first[spelled(name)], name
    return None


def error_signals(names: Collection[str]) -> dict[str, str]:
    """The error signals δ among the names of a graph: the cotangents of the scores Z1, Z2, … of its layers.

    Where somebody else is called δ2 already, ∂L/∂Z2 keeps its name.

    >>> error_signals(["Z1", Derivative("L", "Z1"), Derivative("L", "A1")])
    {'∂L/∂Z1': 'delta1'}
    """
    taken = {read_name(name) for name in names}
    signals: dict[str, str] = {}
    for name in names:
        score = _SCORE.fullmatch(name.by) if isinstance(name, Derivative) else None
        delta = f"delta{score['layer']}" if score else ""
        if delta and read_name(delta) not in taken:
            taken.add(read_name(delta))
            signals[name] = delta
    return signals
