"""Letters and digits: what is written below, above and in Greek is what Unicode says that it is."""

import string
from unicodedata import lookup, normalize

import pytest

import chainrule as cr
from chainrule.graph.passes import Derivative
from chainrule.ops.undefined import undefined
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.notation.formula import ONES, Call, Fence, Infix, Number, Power, Sized, Symbol
from chainrule.readers.notation.names import GREEK, LETTERS_BELOW, WORDS, read_name
from chainrule.readers.notation.op_labels import gate_label
from chainrule.readers.typeset.latex import in_words, to_latex
from chainrule.readers.typeset.text import to_text, write_exponent, write_name

COMMANDS = {  # LaTeX's own, of signs that are no letters
    "+": "+", "−": "-", "⊙": r"\odot", "×": r"\times", ">": ">", "≥": r"\ge", "<": "<", "≤": r"\le", "=": "=",
    "≠": r"\ne", "←": r"\leftarrow",
}  # fmt: skip
IN_TEXT = {  # the same between the words of a sentence
    "∂": r"\partial", "Σ": r"\sum", "√": r"\surd", "−": "-", "±": r"\pm", "·": r"\cdot", "⊙": r"\odot",
    "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}", "′": "'", "ŷ": r"\hat{y}", "\u0302": r"\hat{}", "<": "<", ">": ">",
    "×": r"\times", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "‖": r"\|", "⌊": r"\lfloor", "⌋": r"\rfloor",
    "²": "{}^2", "ᵀ": r"{}^\top", "ᵇ": "{}^b", "⁻": "{}^-", "¹": "{}^1",
}  # fmt: skip

NUMERALS = ("ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE")


def plain(text):
    """A text with its raised and lowered signs on the line, as Unicode maps them."""
    return normalize("NFKC", text).replace("−", "-")


@pytest.mark.parametrize("word", GREEK)
def test_a_greek_letter_is_called_by_its_name(word):
    """Unicode knows it by the same name; a capital where the name begins with one."""
    size, called = "CAPITAL" if word[0].isupper() else "SMALL", word.upper().replace("LAMBDA", "LAMDA")
    letter = lookup(f"GREEK {size} LETTER {called}")
    assert read_name(word).letter == letter
    assert WORDS[letter] == word
    assert to_latex(Symbol(word)) == rf"\{word}"
    # Σ between words is the sign of a sum
    assert letter == "Σ" or in_words(f"a {letter} b") == rf"\text{{a }}\{word} \text{{ b}}"


@pytest.mark.parametrize("digit", string.digits)
def test_digits_below_and_above_are_the_same_digits(digit):
    """Raised or lowered, in names, shapes, exponents, the entries of a picture, slopes and labels."""
    low, high = write_name(f"W{digit}")[1:], write_exponent(Number(digit))
    assert (plain(low), plain(high)) == (digit, digit)
    assert len({low, high, digit}) == 3
    assert to_text(Sized(ONES, Number(digit))).endswith(low)
    others = {"0": "1"}.get(digit, "0")  # another layer, so that an entry is counted
    assert (
        make_labels([f"W{digit}[0,0]", f"W{digit}[0,1]", f"W{others}[0,0]"])[f"W{digit}[0,0]"] == f"w{high}{_below(1)}"
    )
    assert in_words(low) == rf"{{}}_{digit}"
    x = cr.input("x")
    assert gate_label(cr.power(x, float(digit)), ["", digit]) == f"x{high}"


@pytest.mark.parametrize("place", range(1, 10))
def test_places_are_counted_in_digits_below(place):
    """The entry of a matrix in a picture, and the operand by which an undefined function is differentiated."""
    names = [f"w[{i},0]" for i in range(9)]
    assert make_labels(names)[names[place - 1]] == f"w{_below(place)}"
    operands = [cr.input(f"x{i}") for i in range(9)]
    slope = cr.gradient(undefined("f")(*operands), operands[place - 1])
    assert f"∂{_below(place)}f(" in str(cr.equations(cr.simplify(slope)))


def test_many_places_have_digits_too():
    """From ten entries on, places have two digits."""
    names = [f"w[{i},0]" for i in range(10)]
    assert plain(make_labels(names)["w[9,0]"]) == "w10"


def test_an_exponent_keeps_its_sign_and_point():
    """Raised, a minus is a minus; a point is raised as a dot."""
    assert plain(write_exponent(Number("-2"))) == "-2"
    assert write_exponent(Number("0.5")) == "⁰·⁵"
    assert plain(gate_label(cr.power(cr.input("x"), -2), ["", "-2"])) == "x-2"


@pytest.mark.parametrize("letter", LETTERS_BELOW)
def test_letters_below_are_the_same_letters(letter):
    """The size of a shape: 1⃗ₙ."""
    low = to_text(Sized(ONES, Symbol(letter)))[len(to_text(ONES)) :]
    assert plain(low) == letter != low
    assert in_words(f"1⃗{low}") == rf"\vec{{1}}{{}}_{letter}"


@pytest.mark.parametrize("sign", COMMANDS)
def test_signs_between_operands_are_latexs(sign):
    """Each by the command that stands for it."""
    assert to_latex(Infix(sign, (Symbol("a"), Symbol("b")), 0)) == f"a {COMMANDS[sign]} b"


@pytest.mark.parametrize("sign", IN_TEXT)
def test_signs_between_words_are_latexs(sign):
    """Outside of the text, whose font may lack them."""
    assert in_words(f"a {sign} b").replace(" ", "") == rf"\text{{a}}{IN_TEXT[sign]}\text{{b}}".replace(" ", "")


@pytest.mark.parametrize(
    ("left", "right", "latex"),
    [
        ("‖", "‖", r"\left\| a \right\|"),
        ("|", "|", r"\left| a \right|"),
        ("⌊", "⌋", r"\left\lfloor a \right\rfloor"),
        ("[", "]", r"\left[ a \right]"),
    ],
)
def test_fences_grow_with_what_they_hold(left, right, latex):
    """Norms, sizes, whole numbers and Iverson's brackets."""
    assert to_latex(Fence(left, Symbol("a"), right)) == latex


@pytest.mark.parametrize("name", ["exp", "log", "sin", "cos", "max", "min", "tanh"])
def test_functions_that_latex_knows_are_its_own(name):
    """Others are set upright by an operator's name."""
    assert to_latex(Call(name, (Symbol("a"),))) == rf"\{name}\left(a\right)"
    assert to_latex(Call("relu", (Symbol("a"),))) == r"\operatorname{relu}\left(a\right)"
    assert to_latex(Call("σ", (Symbol("a"),))) == r"\sigma\left(a\right)"


def test_numbers_without_an_end_are_latexs():
    """Infinity of both signs, and what is no number."""
    assert [to_latex(Number(text)) for text in ("inf", "-inf", "nan")] == [r"\infty", r"-\infty", r"\mathrm{NaN}"]


def test_a_transpose_is_raised():
    """In text and LaTeX."""
    transposed = Power(Symbol("W1"), Symbol("⊤"))
    assert (to_text(transposed), to_latex(transposed)) == ("W₁ᵀ", r"W_{1}^{\top}")
    assert to_text(Symbol(Derivative("L", "W1"))) == "∂L/∂W₁"


def _below(place):
    """A place in digits below."""
    return lookup(f"SUBSCRIPT {NUMERALS[place - 1]}")
