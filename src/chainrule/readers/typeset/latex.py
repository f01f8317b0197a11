r"""Formulas as LaTeX: \left(w_{2}^{\top} \frac{2}{m} (\hat{y} - y) \odot A \odot (1 - A)\right) X^{\top}."""

from chainrule.graph.passes import Derivative
from chainrule.readers.formula import (
    ONES,
    PRODUCT,
    TRANSPOSED,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Infix,
    Matrix,
    Minus,
    Number,
    Power,
    Root,
    Sum,
    Symbol,
    needs_parentheses,
)
from chainrule.readers.names import HAT, WORDS, read_name

SIGNS = {
    "+": "+",
    "−": "-",
    "⊙": r"\odot",
    "×": r"\times",
    "": "",
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
    **dict(zip("²ᵀᵇ⁻¹ⱼₖ", ("{}^2", r"{}^\top ", "{}^b", "{}^-", "{}^1", "{}_j", "{}_k"), strict=True)),
    "<": "<", ">": ">", "≤": r"\leq ", "≥": r"\geq ", "≠": r"\neq ",
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
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return f"-{_inside(operand, PRODUCT)}"
        case Fraction(top=top, bottom=bottom):
            return rf"\frac{{{to_latex(top)}}}{{{to_latex(bottom)}}}"
        case Power(base=base, exponent=exponent):
            above = r"\top" if exponent == TRANSPOSED else to_latex(exponent)
            return f"{_inside(base, formula.strength + 1)}^{{{above}}}"
        case Call(function=function, arguments=arguments, below=below):
            name = FUNCTIONS.get(function, rf"\operatorname{{{_words(function)}}}")
            suffix = rf"_{{\text{{{_words(below)}}}}}" if below else ""
            return rf"{name}{suffix}\left({', '.join(map(to_latex, arguments))}\right)"
        case Fence(left=left, operand=operand, right=right):
            return rf"\left{FENCES[left]} {to_latex(operand)} \right{FENCES[right]}"
        case Root(operand=operand):
            return rf"\sqrt{{{to_latex(operand)}}}"
        case Sum(operand=operand, below=below):
            return rf"\sum{f'_{{{chr(92)}text{{{_words(below)}}}}}' if below else ''} {_inside(operand, PRODUCT)}"
        case Cases(condition=condition, then=then, otherwise=otherwise):
            rows = (
                rf"{to_latex(then)} & \text{{if }} {to_latex(condition)} \\ {to_latex(otherwise)} & \text{{otherwise}}"
            )
            return rf"\begin{{cases}} {rows} \end{{cases}}"
        case Matrix(rows=rows):
            body = r" \\ ".join(" & ".join(map(to_latex, row)) for row in rows)
            return rf"\begin{{bmatrix}} {body} \end{{bmatrix}}"


def write_name(name: str) -> str:
    r"""A name as LaTeX.

    >>> write_name(Derivative("L", "W1")), write_name("yhat"), write_name("loss")
    ('\\frac{\\partial L}{\\partial W_{1}}', '\\hat{y}', '\\mathrm{loss}')
    """
    if isinstance(name, Derivative):
        top, bottom = map(write_name, (name.cost, name.by))
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    parts = read_name(name)
    letter = rf"\{WORDS[parts.letter]}" if parts.letter in WORDS else _letter(parts.letter)
    letter = rf"\hat{{{letter}}}" if parts.hat else letter
    below = parts.below if parts.below.isdecimal() or len(parts.below) == 1 else rf"\mathrm{{{_words(parts.below)}}}"
    return f"{letter}_{{{below}}}" if parts.below else letter


def in_words(text: str) -> str:
    r"""A sentence as LaTeX for mathematics mode; what a text font may lack stands outside of its text.

    >>> in_words("exp′ is σ")
    "\\text{exp}'\\text{ is }\\sigma "
    """
    signs = str.maketrans({sign: rf"}}{latex}\text{{" for sign, latex in OUT_OF_TEXT.items()})
    words = _words(text).replace("1\u20d7", r"}\vec{1}\text{")  # two signs for one
    return rf"\text{{{words.translate(signs)}}}".replace(r"\text{}", "")


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
        return f" {SIGNS[formula.sign]} ".join(parts)
    written = parts[0]
    for before, part in zip(formula.operands, parts[1:], strict=False):
        written += rf" \cdot {part}" if isinstance(before, Number) and part[:1].isdecimal() else f" {part}"
    return written


def _inside(operand: Formula, strength: int) -> str:
    return _parenthesized(operand) if operand.strength < strength else to_latex(operand)


def _parenthesized(operand: Formula) -> str:
    return rf"\left({to_latex(operand)}\right)"
