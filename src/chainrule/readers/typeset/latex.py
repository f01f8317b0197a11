r"""Formulas as LaTeX: \left(w_{2}^{\top} \frac{2}{m} (\hat{y} - y) \odot A \odot (1 - A)\right) X^{\top}."""

from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import (
    ATOM,
    HADAMARD,
    ONES,
    POWER,
    PRODUCT,
    TRANSPOSED,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Indexed,
    Infix,
    Matrix,
    Minus,
    Number,
    Places,
    Power,
    Root,
    Sized,
    Sum,
    Symbol,
    Vector,
    Words,
)
from chainrule.readers.notation.names import (
    HAT,
    LETTERS_BELOW,
    WORDS,
    EntryName,
    Name,
    StepName,
    has_room_below,
    read_name,
)
from chainrule.readers.notation.parentheses import needs_dot, needs_parentheses

SIGNS = {
    "+": "+",
    "−": "-",
    "⊙": r"\odot",
    "·": r"\cdot",
    "∗": r"\ast",
    "⋆": r"\star",
    "×": r"\times",
    ">": ">",
    "≥": r"\ge",
    "<": "<",
    "≤": r"\le",
    "=": "=",
    "≠": r"\ne",
    "←": r"\leftarrow",
}
OUT_OF_TEXT = {  # signs that a text font may lack
    **{letter: rf"\{word} " for letter, word in WORDS.items()},
    **dict(zip("₀₁₂₃₄₅₆₇₈₉", (f"{{}}_{digit}" for digit in range(10)), strict=True)),
    **dict(zip(f"∂Σ√−±·⊙½¼′ŷ{HAT}", (r"\partial ", r"\sum ", r"\surd ", "-", r"\pm ", r"\cdot ", r"\odot ",
       r"\tfrac{1}{2}", r"\tfrac{1}{4}", "'", r"\hat{y}", r"\hat{}"), strict=True)),
    **dict(zip("<>×≠≤≥‖⌊⌋", ("<", ">", r"\times ", r"\ne ", r"\le ", r"\ge ", r"\|", r"\lfloor ", r"\rfloor "),
       strict=True)),
    "∗": r"\ast ", "⋆": r"\star ",
    **{sign: f"{{}}_{letter}" for letter, sign in LETTERS_BELOW.items()},
    **dict(zip("²ᵀᵇ⁻¹", ("{}^2", r"{}^\top ", "{}^b", "{}^-", "{}^1"), strict=True)),
}  # fmt: skip
FENCES = {"‖": r"\|", "|": "|", "⌊": r"\lfloor", "⌋": r"\rfloor", "[": "[", "]": "]"}
FUNCTIONS = {"σ": r"\sigma", **{name: rf"\{name}" for name in ("exp", "log", "sin", "cos", "max", "min", "tanh")}}


def to_latex(formula: Formula) -> str:
    r"""The formula as LaTeX for mathematics mode.

    >>> to_latex(Power(Symbol("W1"), TRANSPOSED))
    'W_{1}^{\\top}'
    """
    match formula:
        case Symbol(name=name):
            return r"\vec{1}" if formula == ONES else write_name(name)
        case Number(text=text):
            return _number(text)
        case Words(text=text):
            return rf"\text{{{_words(text)}}}"
        case Sized(base=base, below=below):
            return to_latex(base) + _below(below)
        case Indexed(base=base, places=places):
            return f"{_indexed(base)}_{{{', '.join(map(to_latex, places))}}}"
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return f"-{_inside(operand, HADAMARD)}"
        case Fraction(top=top, bottom=bottom):
            return rf"\frac{{{to_latex(top)}}}{{{to_latex(bottom)}}}"
        case Power(base=base, exponent=exponent, entrywise=entrywise):
            above = r"\top" if exponent == TRANSPOSED else to_latex(exponent)
            sign = r"\odot " if entrywise else ""
            return f"{_inside(base, POWER + 1)}^{{{sign}{above}}}"
        case Call(function=function, arguments=arguments, below=below):
            name = FUNCTIONS.get(function) or _function(function)
            return rf"{name}{_below(below)}\left({', '.join(map(to_latex, arguments))}\right)"
        case Fence(left=left, operand=operand, right=right):
            return rf"\left{FENCES[left]} {to_latex(operand)} \right{FENCES[right]}"
        case Places(base=base, places=places):
            written = ", ".join(places).replace(":", "{:}")
            return rf"{_inside(base, ATOM)}\left[{written}\right]"
        case Root(operand=operand):
            return rf"\sqrt{{{to_latex(operand)}}}"
        case Sum(operand=operand, below=below, above=above):
            up_to = f"^{{{to_latex(above)}}}" if above else ""
            return rf"\sum{_below(below)}{up_to} {_inside(operand, PRODUCT)}"
        case Cases(condition=condition, then=then, otherwise=otherwise):
            rows = (
                rf"{to_latex(then)} & \text{{if }} {to_latex(condition)} \\ {to_latex(otherwise)} & \text{{otherwise}}"
            )
            return rf"\begin{{cases}} {rows} \end{{cases}}"
        case Vector(entries=entries):
            return rf"\left({', '.join(map(to_latex, entries))}\right)"
        case Matrix(rows=rows):
            body = r" \\ ".join(" & ".join(map(to_latex, row)) for row in rows)
            return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def _indexed(base: Formula) -> str:
    """What has places below it, in brackets where something stands below or above it already."""
    is_plain = isinstance(base, Vector | Matrix) or (isinstance(base, Symbol) and has_room_below(base.name))
    return to_latex(base) if is_plain else _parenthesized(base)


def _function(name: str) -> str:
    """A function's name: a letter, perhaps with primes, as a letter; a word upright."""
    if name.rstrip("′").isalpha() and len(name.rstrip("′")) == 1:
        return name.replace("′", "'")
    return rf"\operatorname{{{_words(name)}}}"


def write_name(name: str) -> str:
    r"""A name as LaTeX.

    >>> write_name(Derivative("L", "W1")), write_name("yhat"), write_name("loss")
    ('\\frac{\\partial L}{\\partial W_{1}}', '\\hat{y}', '\\mathrm{loss}')
    """
    if isinstance(name, Derivative):
        top, bottom = map(write_name, (name.cost, name.by))
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    if isinstance(name, EntryName):
        array = write_name(name.array)
        array = f"({array})" if name.is_bracketed else array
        return f"{array}_{{{' '.join(map(write_name, name.indices))}}}"
    parts = read_name(name.base if isinstance(name, StepName) else name)
    letter = rf"\{WORDS[parts.letter]}" if parts.letter in WORDS else _letter(parts.letter)
    letter = rf"\hat{{{letter}}}" if parts.hat else letter
    step = ["".join(name.step).replace("−", "-")] if isinstance(name, StepName) else []
    below = ",".join([*_names_below(parts), *step])
    return f"{letter}_{{{below}}}" if below else letter


def _names_below(parts: Name) -> list[str]:
    """What stands below a letter: words upright."""
    below = parts.below.split(",") if parts.below else []
    return [one if one.isdecimal() or len(one) < 2 else rf"\mathrm{{{_words(one)}}}" for one in below]


def in_words(text: str) -> str:
    r"""A sentence as LaTeX for mathematics mode; what a text font may lack stands outside of its text.

    >>> in_words("exp′ is σ")
    "\\text{exp}'\\text{ is }\\sigma "
    """
    signs = str.maketrans({sign: rf"}}{latex}\text{{" for sign, latex in OUT_OF_TEXT.items()})
    words = _words(text).translate(signs).replace(ONES.name, r"}\vec{1}\text{").replace(r"\_", r"}\_\text{")
    return rf"\text{{{words}}}".replace(r"\text{}", "")


def _letter(letter: str) -> str:
    return _words(letter) if len(letter) == 1 else rf"\mathrm{{{_words(letter)}}}"


def _words(text: str) -> str:
    text = text.replace("\\", "∖")  # a name holds no commands
    for sign in "_%#&${}":
        text = text.replace(sign, f"\\{sign}")
    return text


def _number(text: str) -> str:
    if "e" in text:
        mantissa, exponent = text.split("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
    return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}.get(text, text)


def _infix(formula: Infix) -> str:
    parts = [
        _parenthesized(operand) if needs_parentheses(operand, formula, i) else to_latex(operand)
        for i, operand in enumerate(formula.operands)
    ]
    if formula.sign:
        sign = SIGNS[formula.sign.rstrip("ᵀ")] + _below(formula.below)
        above = r"^{\top}" if formula.sign.endswith("ᵀ") else ""
        return f" {sign}{above} ".join(parts)
    written = parts[0]
    for before, operand, part in zip(formula.operands, formula.operands[1:], parts[1:], strict=False):
        dot = needs_dot(before, operand, bracket=part.startswith(r"\left("))
        written += rf" \cdot {part}" if dot else f" {part}"
    return written


def _below(below: Formula | None) -> str:
    return f"_{{{to_latex(below)}}}" if below else ""


def _inside(operand: Formula, strength: int) -> str:
    return _parenthesized(operand) if operand.strength < strength else to_latex(operand)


def _parenthesized(operand: Formula) -> str:
    return rf"\left({to_latex(operand)}\right)"
