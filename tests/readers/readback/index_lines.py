"""Lines in indices as trees: entries, δ and Σ, read with a grammar of their own.

Written from textbooks: Σⱼ reaches over the factors that follow, letters below a name are its places, row before column.
"""

import re
from typing import NamedTuple

import numpy as np

from .arrays import OF_ENTRIES, RELATIONS, NotReadable
from .latex import signs_of_latex
from .text import LOWERED, Sign, signs_of_text

LOW = "[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]+"
BARS = {"|": "|", "⌊": "⌋", "left|": "right|"}
LEAST = {"max": np.maximum, "min": np.minimum}


class Entry(NamedTuple):
    """The entry of a name in a place; of ∂f/∂x the two names, and the letters of both.

    Where the entry of another array says a place, that entry stands among the letters.
    """

    name: object
    letters: object


class Line(NamedTuple):
    """The sides of an equation, as trees."""

    sides: tuple
    text: str


def read_line(text, names, latex=False):
    """A line as trees."""
    spelled = (_spelled_in_latex if latex else _spelled_in_text)(text, names)
    text = re.sub(f"Σ({LOW})", lambda match: f"Σ[{match[1].translate(LOWERED)}]", text)
    signs = (signs_of_latex if latex else signs_of_text)(text, set(spelled))
    reader = _Trees([Sign("entry", spelled[said]) if kind == "name" else Sign(kind, said) for kind, said in signs])
    sides = [reader.sum()]
    while reader.takes("="):
        sides.append(reader.sum())
    if reader.at != len(reader.signs):
        raise NotReadable(f"{reader.signs[reader.at]} is left over in {text}")
    return Line(tuple(sides), text)


# ---- entries --------------------------------------------------------------------------------------------------------


def _spelled_in_text(text, names):
    """The entries in a line, by how they are spelled: Pⱼₙ, (W₁)ₖᵢ, ∂L/∂Pₖₙ, δⱼₖ."""
    return _spelled(text, names, LOW, "", lambda one, other: f"∂{one}/∂{other}", "δ")


def _spelled_in_latex(text, names):
    r"""The entries in a line, by how they are spelled: P_{j n}, \frac{\partial L}{\partial P_{k n}}."""
    return _spelled(
        text,
        names,
        r"_\{[a-z](?: [a-z])*\}",
        "_{} ",
        lambda one, other: rf"\frac{{\partial {one}}}{{\partial {other}}}",
        r"\delta",
        latex=True,
    )


def _spelled(text, names, low, around, slope, delta, latex=False):
    words = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    entry = re.compile(rf"(?:\((?P<inner>{words})\)(?={low})|(?P<word>{words}))(?P<low>{low})?")

    def read(match):
        letters = (match["low"] or "").translate(LOWERED)
        return Entry(match["inner"] or match["word"], "".join(one for one in letters if one not in around))

    found = {name: Entry(name, "") for name in names}
    entries = {match[0]: read(match) for match in entry.finditer(text)} | found
    for one, above in entries.items():
        for other, below in entries.items():
            if (spelled := slope(one, other)) in text:
                found[spelled] = Entry((above.name, below.name), above.letters + below.letters)
    for match in re.finditer(re.escape(delta) + low, text):
        letters = match[0].removeprefix(delta).translate(LOWERED)
        found[match[0]] = Entry(None, "".join(one for one in letters if one not in around))
    for match in re.finditer(r"(?:\\left)?\[ ?([a-z]) = ([a-z]) ?(?:\\right)?\]", text):  # where δ is something else
        if not {match[1], match[2]} & {*names}:
            found[match[0]] = Entry(None, match[1] + match[2])
    return found | entries | _said(text, words, entries, latex)


def _said(text, words, entries, latex):
    """The entries in places that another array says, P[yₙ, n] and P_{y_{n}, n}, and [k = yₙ], which asks for one."""
    low = r"_\{[a-z](?: [a-z])*\}" if latex else LOW
    place = rf"(?:(?:\((?:{words})\)|(?:{words})){low}|[a-z])"
    opens, closes = (r"_\{", r"\}") if latex else (r"\[", r"\]")
    name = rf"(?:(?:\\left)?\((?P<inner>{words})(?:\\right)?\)|(?P<word>{words}))"
    whole = re.compile(rf"{name}{opens}(?P<places>{place}(?:, {place})*){closes}")
    asked = re.compile(rf"(?:\\left)?\[ ?(?P<letter>[a-z]) = (?P<said>{place}) ?(?:\\right)?\]")

    def read(one):
        return one if re.fullmatch("[a-z]", one) else entries[one]

    found = {}
    for match in whole.finditer(text):
        places = tuple(map(read, match["places"].split(", ")))
        if any(isinstance(one, Entry) for one in places):
            found[match[0]] = Entry(match["inner"] or match["word"], places)
    for match in asked.finditer(text):
        if isinstance(said := read(match["said"]), Entry):
            found[match[0]] = Entry(None, (match["letter"], said))
    return found


def letters_of(entry):
    """The letters of an entry, those of the entries among them included."""
    return [letter for one in entry.letters for letter in (letters_of(one) if isinstance(one, Entry) else one)]


# ---- trees ----------------------------------------------------------------------------------------------------------


class _Trees:
    """What binds stronger stands later: + and − ; / ; factors side by side ; powers."""

    def __init__(self, signs):
        self.signs, self.at, self.open = signs, 0, 0

    def takes(self, mark):
        """Whether this mark comes next, which is then read."""
        taken = self.at < len(self.signs) and self.signs[self.at] == ("mark", mark)
        self.at += taken
        return taken

    def must(self, mark):
        """Read this mark, or refuse."""
        if not self.takes(mark):
            raise NotReadable(f"{mark!r} was expected, not {self.signs[self.at : self.at + 1]}")

    def sum(self):
        """Terms with + and − between them."""
        tree = ("minus", self.quotient()) if self.takes("−") else self.quotient()
        while True:
            if self.takes("+"):
                tree = ("plus", tree, self.quotient())
            elif self.takes("−"):
                tree = ("plus", tree, ("minus", self.quotient()))
            else:
                return tree

    def quotient(self):
        """What is divided."""
        tree = self.factors()
        while self.takes("/"):
            if _ends_in_sum(tree):
                raise NotReadable("a quotient behind Σ could be in the sum or not")
            tree = ("over", tree, self.factor())
            if self.starts():
                raise NotReadable("a factor behind a quotient could stand above or below")
        return tree

    def factors(self):
        """Factors side by side; Σ takes all that follow."""
        tree = None
        while self.takes("·") or self.starts():
            one = self.summed() if self.takes("Σ") else self.factor()
            tree = one if tree is None else ("times", tree, one)
        if tree is None:
            raise NotReadable(f"a factor was expected, not {self.signs[self.at : self.at + 1]}")
        return tree

    def summed(self):
        """Σ over the letters below it."""
        kind, letters = self.signs[self.at]
        if kind != "below":
            raise NotReadable("a sum over nothing")
        self.at += 1
        return ("sum", letters, self.factors())

    def starts(self):
        """Whether a factor comes next."""
        if self.at == len(self.signs):
            return False
        kind, said = self.signs[self.at]
        if kind == "mark":
            return said in ("(", "[", "√", "⌊", "Σ", "left|") or (said == "|" and not self.open)
        return kind in ("number", "entry", "function")

    def factor(self):
        """A factor with its powers."""
        if self.takes("√"):
            return ("power", self.atom(), ("number", np.longdouble(0.5)))
        tree = self.atom()
        while self.at < len(self.signs):
            kind, said = self.signs[self.at]
            if kind == "raised":
                self.at += 1
                tree = ("power", tree, ("number", np.longdouble(said)))
            elif self.takes("^"):
                tree = ("power", tree, self.atom())
            else:
                break
        return tree

    def atom(self):
        """The same without powers."""
        if self.at == len(self.signs):
            raise NotReadable("a factor was expected")
        kind, said = self.signs[self.at]
        self.at += 1
        if kind == "number":
            return (kind, np.longdouble(said))
        if kind == "entry":
            return (kind, said)
        if kind == "function":
            self.must("(")
            operands = [self.inside()]
            while self.takes(","):
                operands.append(self.inside())
            self.must(")")
            if len(operands) != (2 if said in LEAST else 1) or said not in {*OF_ENTRIES, *LEAST}:
                raise NotReadable(f"{said} is no function of an entry")
            return ("call", said, *operands)
        if said == "(":
            return self.bracket()
        if said == "[":
            tree = self.relation()
            self.must("]")
            return tree
        if said in BARS:
            before, self.open = self.open, said == "|"
            tree = ("call", "floor" if said == "⌊" else "abs", self.sum())
            self.open = before
            self.must(BARS[said])
            return tree
        raise NotReadable(f"a factor was expected, not {said!r}")

    def inside(self):
        """A sum within brackets."""
        before, self.open = self.open, 0
        tree = self.sum()
        self.open = before
        return tree

    def bracket(self):
        """A sum in brackets, or a choice."""
        tree = self.inside()
        if self.takes("if"):
            condition = self.relation()
            self.must("else")
            tree = ("choice", condition, tree, self.inside())
        self.must(")")
        return ("bracket", tree)

    def relation(self):
        """1 where it holds."""
        left = self.inside()
        for sign in RELATIONS:
            if self.takes(sign):
                return ("relation", sign, left, self.inside())
        raise NotReadable("a relation was expected")


def _ends_in_sum(tree):
    return tree[0] == "sum" or (tree[0] == "times" and _ends_in_sum(tree[2]))
