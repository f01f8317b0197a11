"""Which letter of a board counts examples: the one that its data leaves share as their last, or first, axis.

A board without one is a single example: a function of its parameters alone, or of data that steps use whole.
"""

from collections.abc import Collection, Iterable, Mapping

from chainrule.errors import ArgumentError, SettingError
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.settings import written

NEEDED = "data with a letter for the examples, such as the m of X (n, m)"


def example_letter(leaves: Mapping[str, Node], asked: str = "", own: Collection[str] = ()) -> str:
    """The letter, "" where there is none; a SettingError where several may be meant and none was `asked` for.

    None counts examples either where it does so at an end of some data and elsewhere in others, as in (m, m). Data of
    the board's `own`, such as noise, say nothing of examples.

    >>> import chainrule as cr
    >>> example_letter({"X": cr.input("X", ("N", "D")), "y": cr.input("y", ("N",)), "w": cr.parameter("w", ("D",))})
    'N'
    """
    if not isinstance(asked, str):
        raise SettingError(f"the letter of the examples is a text such as 'm', not {written(asked)}")
    data = {name: leaf for name, leaf in leaves.items() if leaf.op.name == "input"}
    learned = {size for leaf in leaves.values() if leaf.op.name == "parameter" for size in leaf.shape}
    handed = [leaf for name, leaf in data.items() if name not in own]
    found = {letter: _rank(letter, handed) for letter in _at_ends(handed) if letter not in learned}
    if asked:
        if asked not in found:
            known = ", ".join(found) or "none"
            raise ArgumentError("batch", f"the letter of the examples is one of {known}, not {written(asked)}")
        letter = asked
    elif not found:
        return ""
    else:
        first, *others = sorted(found, key=lambda letter: found[letter], reverse=True)
        if any(found[other] == found[first] for other in others):
            raise ArgumentError("batch", f"{first} and {others[0]} may both count examples; say which")
        letter = first
    for name, leaf in data.items():
        if leaf.shape.count(letter) > (letter in (leaf.shape[:1] + leaf.shape[-1:])):
            if not asked:
                return ""
            raise SettingError(
                f"{name} {write_shape(leaf.shape)} has {letter}, which counts examples, elsewhere than as first or "
                f"last size; training deals rows or columns. Without batch='{letter}' each step takes all data"
            )
    return letter


def require_letter(letter: str) -> str:
    """The letter; a SettingError where there is none."""
    if not letter:
        raise SettingError(f"a table needs {NEEDED}, which no parameter has")
    return letter


def _at_ends(data: Iterable[Node]) -> list[str]:
    ends = [size for leaf in data for size in (leaf.shape[-1:] + leaf.shape[:1])]
    return list(dict.fromkeys(size for size in ends if isinstance(size, str)))


def _rank(letter: str, data: Iterable[Node]) -> tuple[int, int]:
    """How many leaves have the letter at an end, and how many as their last."""
    shapes = [leaf.shape for leaf in data if leaf.rank]
    return sum(letter in (shape[0], shape[-1]) for shape in shapes), sum(letter == shape[-1] for shape in shapes)
