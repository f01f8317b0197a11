r"""Signs of a printed line of LaTeX: \frac{a}{b} is (a)/(b), \sqrt{a} is √(a), a^{2} is a with 2 above."""

import re

from .arrays import NotReadable
from .text import NUMBER, Sign, places_of

COMMANDS = {
    **{rf"\{name}": Sign("function", name) for name in ("exp", "log", "sin", "cos", "max", "min", "tanh")},
    r"\sigma": Sign("function", "σ"),
    r"\odot": Sign("mark", "⊙"),
    r"\ast": Sign("mark", "∗"),
    r"\star": Sign("mark", "⋆"),
    r"\cdot": Sign("mark", "·"),
    r"\sum": Sign("mark", "Σ"),
    r"\ge": Sign("mark", "≥"),
    r"\le": Sign("mark", "≤"),
    r"\ne": Sign("mark", "≠"),
    r"\pi": Sign("name", "π"),
    r"\infty": Sign("number", "inf"),
    r"\mathrm{NaN}": Sign("number", "nan"),
}
FENCES = {r"\|": "‖", r"\lfloor": "⌊", r"\rfloor": "⌋", **{sign: sign for sign in "()[]|"}}
OPEN, CLOSE = Sign("mark", "("), Sign("mark", ")")


def signs_of_latex(text, names):
    """The signs of a line, of which the names are known as LaTeX writes them."""
    return _Reader(text, names).all()


class _Reader:
    """Reads one command after another, and knows how far it is."""

    def __init__(self, text, names):
        self.text, self.names, self.at, self.found = text, names, 0, []
        self.words = sorted(names, key=len, reverse=True)

    def all(self):
        """Every sign."""
        while self.skip() < len(self.text):
            self.one()
        return self.found

    def skip(self):
        """The place of the next sign."""
        while self.text[self.at : self.at + 1] in (" ", "&") and self.at < len(self.text):
            self.at += 1
        return self.at

    def take(self, start):
        """Whether the text goes on with that, which is then read."""
        self.skip()
        taken = self.text.startswith(start, self.at)
        self.at += len(start) * taken
        return taken

    def group(self):
        """What stands in braces."""
        assert self.take("{"), self.text[self.at :]
        begun, depth = self.at, 1
        while depth:
            step = 2 if self.text[self.at] == "\\" else 1
            depth += {"{": 1, "}": -1}.get(self.text[self.at], 0) if step == 1 else 0
            self.at += step
        return self.text[begun : self.at - 1]

    def inside(self, text):
        """A part in brackets."""
        self.found += [OPEN, *signs_of_latex(text, self.names), CLOSE]

    def one(self):
        """Read one sign, or what a command is made of."""
        if self.identity() or self.known_name():
            return
        if match := re.compile(r"\\left\[([\d:{}, ]+)\\right\]").match(self.text, self.skip()):
            self.at = match.end()
            self.found.append(Sign("places", match[1].replace("{:}", ":").split(", ")))
        elif self.take(r"\frac"):
            self.found.append(OPEN)
            self.inside(self.group())
            self.found.append(Sign("mark", "/"))
            self.inside(self.group())
            self.found.append(CLOSE)
        elif self.take(r"\sqrt"):
            self.found.append(OPEN)
            self.found.append(Sign("mark", "√"))
            self.inside(self.group())
            self.found.append(CLOSE)
        elif self.take(r"\vec{1}"):
            self.found.append(Sign("ones", ("1⃗", self.shape())))
        elif self.take(r"\begin{cases}"):
            self.cases()
        elif self.take(r"\begin{bmatrix}"):
            body, end = self.text[self.at :].split(r"\end{bmatrix}", 1)[0], r"\end{bmatrix}"
            self.at += len(body) + len(end)
            rows = [[self.entry(one) for one in row.split("&")] for row in body.split(r"\\")]
            self.found.append(Sign("matrix", rows))
        elif ((side := "left") and self.take(r"\left")) or ((side := "right") and self.take(r"\right")):
            sign = FENCES[next(sign for sign in sorted(FENCES, key=len, reverse=True) if self.take(sign))]
            self.found.append(Sign("mark", side + sign if sign in "|‖" else sign))
        elif self.take("^"):
            self.above()
        elif self.found and self.text.startswith("_{", self.at):
            self.take("_")
            self.found.append(Sign("places", places_of(self.group())))
        elif self.take(r"\operatorname"):
            self.found.append(Sign("function", self.group()))
            self.below()
        else:
            self.plain()

    def identity(self):
        """Whether an identity matrix comes next, which is then read."""
        self.skip()
        match = re.compile(r"I_\{(\w+)\}").match(self.text, self.at)
        if match is None or match[0] in self.names:
            return False
        self.at = match.end()
        self.found.append(Sign("identity", match[1]))
        return True

    def known_name(self):
        """Whether a name comes next, which is then read; before a bracket σ is the function."""
        self.skip()
        for word in self.words:
            following = self.text[self.at + len(word) :]
            whole = not (word[-1].isalpha() and word[0] == "\\" and following[:1].isalpha())
            called = word in COMMANDS and following.startswith((r"\left(", "_")) and word != r"\pi"
            if self.text.startswith(word, self.at) and whole and not called:
                self.at += len(word)
                self.found.append(Sign("name", word))
                return True
        return False

    def plain(self):
        """Read a number, a command that is one sign, or a sign."""
        if match := NUMBER.match(self.text, self.at):
            self.at = match.end()
            shape = self.shape() if match[0] in "01" else None
            ten = re.compile(r" \\cdot 10\^\{(-?\d+)\}").match(self.text, self.at)
            if shape:
                self.found.append(Sign("filled", (match[0], shape)))
            elif ten:
                self.at = ten.end()
                self.found.append(Sign("number", f"{match[0]}e{ten[1]}"))
            else:
                self.found.append(Sign("number", match[0]))
            return
        for command in sorted(COMMANDS, key=len, reverse=True):
            if self.take(command):
                self.found.append(COMMANDS[command])
                self.below()
                return
        sign = self.text[self.at]
        if sign not in "+-=<>,":
            raise NotReadable(f"{self.text[self.at :]!r} begins with no sign")
        self.at += 1
        self.found.append(Sign("mark", sign.replace("-", "−")))

    def shape(self):
        """The sizes below ones."""
        if not self.text.startswith("_{", self.at):
            return None
        self.take("_")
        return tuple(self.group().replace(" ", "").split(r"\times"))

    def below(self):
        """What stands below the name of a function."""
        if self.text.startswith("_{", self.at):
            self.take("_")
            inside = self.group()
            text = re.fullmatch(r"\\text\{(.*)\}", inside)
            self.found.append(Sign("below", text[1] if text else inside.replace(r" \times ", "×")))

    def above(self):
        """Read an exponent."""
        inside = self.group()
        if inside == r"\top":
            self.found.append(Sign("mark", "ᵀ"))
            return
        self.found.append(Sign("mark", "^⊙" if inside.startswith(r"\odot ") else "^"))
        self.inside(inside.removeprefix(r"\odot "))

    def cases(self):
        r"""Then & if condition \\ otherwise & otherwise."""
        depth, begun = 1, self.at
        while depth:
            match = re.compile(r"\\(begin|end)\{cases\}").search(self.text, self.at)
            depth += 1 if match[1] == "begin" else -1
            self.at = match.end()
        body = self.text[begun : self.at - len(r"\end{cases}")]
        first, second = _split(body, r"\\")
        then, condition = _split(first, "&")
        otherwise, _ = _split(second, "&")
        self.found.append(OPEN)
        self.found += signs_of_latex(then, self.names)
        self.found.append(Sign("mark", "if"))
        self.found += signs_of_latex(condition.replace(r"\text{if }", "", 1), self.names)
        self.found.append(Sign("mark", "else"))
        self.found += signs_of_latex(otherwise, self.names)
        self.found.append(CLOSE)

    @staticmethod
    def entry(text):
        """An entry of a matrix as a number is typed."""
        text = re.sub(r" \\cdot 10\^\{(-?\d+)\}", r"e\1", text.strip())
        return {r"\infty": "inf", r"-\infty": "-inf", r"\mathrm{NaN}": "nan"}.get(text, text)


def _split(text, sign):
    """The two parts beside a sign that stands in no inner cases or matrix."""
    depth, at = 0, 0
    while at < len(text):
        if text.startswith(r"\begin", at):
            depth += 1
        if text.startswith(r"\end", at):
            depth -= 1
        if not depth and text.startswith(sign, at):
            return text[:at], text[at + len(sign) :]
        at += 1
    raise NotReadable(f"no {sign!r} in {text!r}")
