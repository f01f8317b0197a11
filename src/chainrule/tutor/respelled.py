"""Respelled: a claim in words of the same meaning, which knows how it was written, column by column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chainrule.boards.faults import Place, plain
from chainrule.boards.steps import Index, step_name, write_step


@dataclass(frozen=True)
class Respelled:
    """A text, how it was written, and for each column of the text, and its end, the column in what was written.

    >>> claim = Respelled.of("dh[T] = q").sub(re.compile("T"), lambda match: "100")
    >>> claim.text, claim.written, claim.origins[claim.text.index("q")]
    ('dh[100] = q', 'dh[T] = q', 8)
    """

    text: str
    written: str
    origins: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Respelled":
        """A claim as it was written, in signs that a board reads."""
        text = plain(text.strip()).replace("←", "<-")
        return cls(text, text, tuple(range(len(text) + 1)))

    def sub(self, pattern: re.Pattern[str], word: Callable[[re.Match[str]], str]) -> "Respelled":
        """Another word for each match; what stays as it is keeps its columns."""
        text, origins, end = "", list[int](), 0
        for match in pattern.finditer(self.text):
            if (new := word(match)) == match[0]:
                continue
            text += self.text[end : match.start()] + new
            origins += [*self.origins[end : match.start()], *[self.origins[match.start()]] * len(new)]
            end = match.end()
        return Respelled(text + self.text[end:], self.written, (*origins, *self.origins[end:]))

    def place(self) -> Place:
        """The place of the text, whose faults show what was written."""
        return Place(1, self.text, written=self.written, origins=self.origins)


def meant_step(steps: Mapping[str, tuple[str, Index]], sizes: Mapping[str, int], name: str) -> str:
    """`; did you mean dh[T]?` for dh_T, where T is a size and a step of h; else nothing.

    >>> meant_step({"h_3": ("h", (3,))}, {"T": 3}, "dh_T")
    '; did you mean dh[T]?'
    """
    before, _, letter = name.rpartition("_")
    for base in sorted({base for base, _ in steps.values()}, key=len, reverse=True):
        is_one = before == base or before.endswith((f"d{base}", f"∂{base}"))
        if is_one and letter in sizes and step_name(base, (sizes[letter],)) in steps:
            return f"; did you mean {before}[{letter}]?"
    return ""


def in_brackets(steps: Mapping[str, tuple[str, Index]], text: str) -> Callable[[str], str]:
    """A function that calls h_2 by its step, h[2], in what is said of a claim that does not call it h_2 itself."""
    if not steps:
        return str
    longest = sorted(steps, key=len, reverse=True)
    names = re.compile(rf"(?<!\w)(d?)({'|'.join(map(re.escape, longest))})(?!\w)")
    if names.search(text):
        return str
    return lambda said: names.sub(lambda match: match[1] + write_step(*steps[match[2]]), said)
