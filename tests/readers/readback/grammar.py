"""Signs to numbers: the grammar of printed equations, evaluated as it is read.

What binds stronger stands later: = ; + and − ; ⊙ ; / ; factors side by side ; powers. Σ takes all factors that follow.
"""

import re

import numpy as np

from . import convolutions
from .arrays import RELATIONS, NotReadable, OneHot, Ones, at_places, axes, call, entrywise, power, product, transposed
from .text import Sign

PAIRS = {"(": ")", "|": "|", "‖": "‖", "⌊": "⌋", "left|": "right|", "left‖": "right‖"}
END = Sign("end", "")
EXAMPLE = re.compile(r"(?:\((?P<inner>.+)\)|(?P<name>.+?))(?:ᵢ|_\{i\}|\[i\])")


def read_sides(signs, numbers, stir=None):
    """The number of each side of an equation; None for a name that has none yet.

    `stir` is called with each number that is read, and may give another in its place.
    """
    reader = _Sides(signs, numbers, stir or (lambda number: number))
    sides = [reader.side()]
    while reader.takes("="):
        sides.append(reader.side())
    if reader.next != END:
        raise NotReadable(f"{reader.next.said!r} is left over")
    return sides


class _Sides:
    """Reads sides from their signs; `at` is the place of the next one."""

    def __init__(self, signs, numbers, stir):
        self.signs, self.at = [*signs, END], 0
        self.numbers, self.stir = numbers, stir
        self.open = ()  # the bars that are open, and so close next

    @property
    def next(self):
        """The next sign."""
        return self.signs[self.at]

    def takes(self, mark):
        """Whether this mark comes next, which is then read."""
        taken = self.next == Sign("mark", mark)
        self.at += taken
        return taken

    def must(self, mark):
        """Read this mark, or refuse."""
        if not self.takes(mark):
            raise NotReadable(f"{mark!r} was expected, not {self.next.said!r}")

    def side(self):
        """A side of an equation: None for a name that has no number yet."""
        one, after = self.signs[self.at], self.signs[self.at + 1] if self.next != END else END
        if one.kind == "name" and one.said not in self.numbers and after == Sign("mark", "="):
            self.at += 1
            return None
        return self.sum()

    # ---- from weak to strong ----------------------------------------------------------------------------------------

    def relation(self):
        """1 where a relation holds, 0 elsewhere."""
        left = self.sum()
        if self.next.kind == "mark" and self.next.said in RELATIONS:
            sign = self.next.said
            self.at += 1
            return entrywise(lambda a, b: RELATIONS[sign](a, b).astype(np.longdouble), left, self.sum())
        raise NotReadable("a relation was expected")

    def sum(self):
        """Terms with + and − between them."""
        total = self.negative() if self.takes("−") else self.hadamard()
        while True:
            if self.takes("+"):
                total = entrywise(np.add, total, self.hadamard())
            elif self.takes("−"):
                total = entrywise(np.subtract, total, self.hadamard())
            else:
                return total

    def negative(self):
        """What stands behind a minus, with the other sign."""
        return entrywise(np.multiply, np.asarray(-1), self.hadamard())

    def hadamard(self):
        """Factors with ⊙ between them."""
        result = self.convolution()
        while self.takes("⊙"):
            result = entrywise(np.multiply, result, self.convolution())
        return result

    def convolution(self):
        """Two factors with ∗, ∗ᵀ or ⋆ between them, each a single one; what stands below comes before or after ᵀ."""
        left = self.quotient()
        sign = next((sign for sign in ("∗", "⋆") if self.takes(sign)), "")
        if not sign:
            return left
        below = self.below()
        if self.takes("ᵀ"):
            sign = "∗ᵀ"
        below = below or self.below()
        meant = {"∗": convolutions.convolved, "∗ᵀ": convolutions.spread, "⋆": convolutions.correlated}[sign]
        return meant(left, self.factor(), below)

    def quotient(self):
        """What is divided, from left to right."""
        result, begun = self.chain(), self.at
        while self.takes("/"):
            if self.ends_in_sum(begun):
                raise NotReadable("a quotient behind Σ could be in the sum or not")
            result = entrywise(np.divide, result, self.factor())
            if self.starts_factor():
                raise NotReadable("a factor behind a quotient could stand above or below")
        return result

    def ends_in_sum(self, end):
        """Whether a sum sign before stands in no brackets that are closed."""
        depth = 0
        for sign in reversed(self.signs[:end]):
            if sign.kind == "mark" and sign.said in (")", "⌋"):
                depth += 1
            elif sign.kind == "mark" and sign.said in ("(", "⌊"):
                depth -= 1
            elif sign.kind == "mark" and sign.said in ("+", "−", "⊙", "=", ",") and depth == 0:
                return False
            if depth < 0:
                return False
            if depth == 0 and sign == Sign("mark", "Σ"):
                return True
        return False

    def chain(self):
        """Factors side by side."""
        factors = []
        while self.takes("·") or self.starts_factor():
            factors.append(self.summed() if self.next == Sign("mark", "Σ") else self.factor())
        if not factors:
            raise NotReadable(f"a number, a name or a bracket was expected, not {self.next.said!r}")
        return factors[0] if len(factors) == 1 else product(factors)

    def starts_factor(self):
        """Whether a factor comes next."""
        kind, said = self.next
        if kind == "mark":
            return said in ("(", "[", "√", "Σ", "⌊", "left|", "left‖") or (said in ("|", "‖") and said not in self.open)
        return kind in ("number", "name", "function", "matrix", "ones", "filled", "identity")

    def summed(self):
        """Σ and all factors that follow."""
        self.must("Σ")
        below = self.below()
        x = self.chain()
        if isinstance(x, (Ones, OneHot)):
            raise NotReadable("a sum of what has no size")
        if below is None:
            return np.asarray(x.sum())
        return x.sum(axis=axes(below), keepdims=True)

    def below(self):
        """What stands below a sign, or nothing."""
        if self.next.kind != "below":
            return None
        self.at += 1
        return self.signs[self.at - 1].said

    def factor(self):
        """A number, a name or a bracket, with what stands above it."""
        if self.takes("√"):
            root = self.atom()
            if self.next.kind == "raised" or self.next.said in ("^", "^⊙", "ᵀ"):
                raise NotReadable("what is above a root could be in it or not")
            return np.asarray(np.sqrt(root))
        is_written = self.next.kind == "number"
        x = self.atom()
        while True:
            if self.takes("ᵀ"):
                x = transposed(x)
            elif self.next.kind == "places":
                x = at_places(x, self.places(self.next.said))
                self.at += 1
            elif self.next.kind == "raised":
                exponent = np.asarray(np.longdouble(self.next.said))
                self.at += 1
                x = power(x, exponent, marked=False)
                x = self.stir(x) if is_written else x  # 10³⁰ is a number of so many digits as any
            elif self.takes("^⊙"):
                x = power(x, self.atom(), marked=True)
            elif self.takes("^"):
                x = power(x, self.atom(), marked=False)
                x = self.stir(x) if is_written else x
            else:
                return x

    def places(self, texts):
        """What stands below a name: colons, whole numbers, and of two places yᵢ and i, one for each example."""
        read = [text if ":" in text or text.isdecimal() else self.place(text) for text in texts]
        if len(read) == 2 and "i" in texts and any(EXAMPLE.fullmatch(text) for text in texts):
            read[texts.index("i")] = "i"
        return read

    def place(self, text):
        """The whole numbers of a name, or those that are plugged in."""
        match = EXAMPLE.fullmatch(text)
        name = (match["name"] or match["inner"]) if match and text not in self.numbers else text
        if name.startswith("["):
            return np.array([[float(one) for one in row.split()] for row in name.strip("[]").split(";")])
        if re.fullmatch(r"(\\left)?\(?[\d, ]+(\\right)?\)?", name):
            return np.array([float(one) for one in re.findall(r"\d+", name)])
        if name.startswith(r"\begin"):
            body = re.sub(r"\\(begin|end)\{bmatrix\}", "", name)
            return np.array([[float(one) for one in row.split("&")] for row in body.split(r"\\")])
        return None if name == "i" and name not in self.numbers else self.named(name)

    def atom(self):
        """The same without what stands above."""
        kind, said = self.next
        self.at += 1
        if kind == "number":
            return self.stir(np.asarray(np.longdouble(said)))
        if kind == "name":
            return self.named(said)
        if kind == "matrix":
            return np.array([[np.longdouble(entry) for entry in row] for row in said])
        if kind == "ones":
            return self.ones(said[1])
        if kind == "filled":
            return np.full(self.shape(said[1]), np.longdouble(said[0]))
        if kind == "identity":
            return np.eye(*self.shape((said,)), dtype=np.longdouble)
        if kind == "function":
            return self.called(said)
        if kind == "mark" and said == "[":
            value = self.within((), self.relation)
            self.must("]")
            return value
        if kind == "mark" and said in PAIRS:
            return self.fenced(said)
        raise NotReadable(f"a number, a name or a bracket was expected, not {said!r}")

    def named(self, name):
        """The number of a name."""
        if name == "π" and name not in self.numbers:
            return np.asarray(np.longdouble(np.pi))
        if self.numbers.get(name) is None:
            raise NotReadable(f"{name} is read before it is said")
        return self.stir(self.numbers[name])

    def ones(self, shape):
        """A vector of ones, of a size or of the one that fits."""
        return Ones() if shape is None else np.ones((*self.shape(shape), 1), np.longdouble)

    def shape(self, shape):
        """Sizes as numbers."""
        return tuple(int(size if size.isdecimal() else self.numbers.get(size, size)) for size in shape)

    def called(self, name):
        """A function of its arguments."""
        below = self.below()
        self.must("(")
        arguments = [self.within((), self.sum)]
        while self.takes(","):
            arguments.append(self.within((), self.sum))
        self.must(")")
        return call(name, arguments, below, self.shape)

    def within(self, opened, read):
        """What `read` reads, behind a bracket; bars that were open around it are not closed by it."""
        before, self.open = self.open, opened
        value = read()
        self.open = before
        return value

    def vector(self, first):
        """The entries of what has one axis."""
        entries = [first]
        while self.takes(","):
            entries.append(self.within((), self.sum))
        self.must(")")
        return np.array([entry.reshape(()) for entry in entries])

    def fenced(self, left):
        """What stands in brackets, or between bars."""
        value = self.within((left,) if left in ("|", "‖") else (), self.sum)
        if left == "(" and self.next == Sign("mark", ","):
            return self.vector(value)
        if left == "(" and self.takes("if"):
            condition = self.within((), self.relation)
            self.must("else")
            otherwise = self.within((), self.sum)
            value = entrywise(lambda a, b: np.where(condition != 0, a, b), value, otherwise)
        self.must(PAIRS[left])
        if left == "(":
            return value
        if left.endswith("‖"):
            return np.asarray(np.sqrt((value**2).sum()))
        return np.asarray(np.floor(value) if left == "⌊" else np.abs(value))
