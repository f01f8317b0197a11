"""What is read is what runs: formulas say the number that the graph has."""

import re
from unicodedata import normalize
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.graph.passes import Derivative
from chainrule.ops import ALL_OPS
from chainrule.readers.equations import equations
from chainrule.readers.equations.rules import rule_of
from chainrule.readers.notation.combining import hadamard
from chainrule.readers.notation.formula import HADAMARD, PRODUCT, Infix, Symbol
from chainrule.readers.notation.names import StepName
from chainrule.readers.notation.op_notation import NOTATION
from chainrule.readers.page import Sheet, page
from chainrule.readers.typeset.latex import in_words, to_latex
from chainrule.readers.typeset.mathml import SLANTED, to_mathml
from chainrule.readers.typeset.text import to_text
from chainrule.transforms.differentiate import handed_back

from .lectures import LAYERS, NUMBERS

LETTERS = "abc"


def random_number(generator, leaves):
    """A graph of one number, of the ops whose signs could need parentheses."""
    made = list(leaves)
    for _ in range(generator.integers(3, 9)):
        x, y = (made[i] for i in generator.integers(0, len(made), 2))
        made.append(
            [
                lambda x, y: x + y,
                lambda x, y: x - y,
                lambda x, y: x * y,
                lambda x, y: x / (y * y + 1),
                lambda x, y: (x + 2) / (y * y + 0.5),
                lambda x, _: -x,
                lambda x, _: x**2,
                lambda x, _: cr.sigmoid(x),
                lambda x, y: cr.sqrt(x * x + y * y + 1),
                lambda x, y: (x * x + 1) ** (y / (y * y + 1)),
                lambda x, _: 3 * x - 1.5,
            ][generator.integers(0, 11)](x, y)
        )
    return made[-1]


def as_python(text):
    """A formula's text as Python: signs translated, the product without a sign written out."""
    text = re.sub(r"√(\w+)", r"√(\1)", text)
    text = re.sub("[⁰¹²³⁴-⁹]+", lambda digits: "**" + normalize("NFKC", digits[0]), text)
    signs = {"−": "-", "²": "**2", "·": "*", "^": "**", "√": "sqrt", "σ": "sigmoid", " = ": " == "}
    for sign, python in {**signs, " if ": "?", " else ": ":"}.items():
        text = text.replace(sign, python)
    text = re.sub(r"(?<=[\w)])\s+(?=[\w(])", "*", text.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")))
    return text.replace("?", " if ").replace(":", " else ")


def read_aloud(node, numbers):
    """The number that the equations of a node say, line by line."""
    names = {
        **dict(zip(LETTERS, numbers, strict=True)),
        **{name: getattr(np, name) for name in ("sqrt", "log", "exp")},
        "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    }
    for line in equations(cr.Graph({"y": node})).all:
        right = as_python(to_text(line.sides[-1]))
        names[line.name] = eval(right, {"__builtins__": {}}, names)  # noqa: S307 - our own formula
    return names["y"]


@pytest.mark.parametrize("seed", range(300))
def test_a_formula_read_aloud_gives_the_number_of_the_graph(seed):
    """Parentheses stand where they are needed: the text, read as arithmetic, is what `evaluate` says."""
    generator = np.random.default_rng(seed)
    leaves = [cr.input(letter) for letter in LETTERS]
    node = random_number(generator, leaves)
    numbers = generator.uniform(-2, 2, 3)
    (expected,) = cr.evaluate([node], dict(zip(leaves, numbers, strict=True)))
    np.testing.assert_allclose(read_aloud(node, numbers), expected, rtol=1e-9)


@pytest.mark.parametrize("seed", range(100))
def test_the_gradient_read_aloud_gives_its_number(seed):
    """The same holds for what `differentiate` and `simplify` made."""
    generator = np.random.default_rng(1000 + seed)
    leaves = [cr.input(letter) for letter in LETTERS]
    node = cr.simplify(cr.gradient(random_number(generator, leaves), leaves[0]))
    numbers = generator.uniform(-2, 2, 3)
    (expected,) = cr.evaluate([node], dict(zip(leaves, numbers, strict=True)))
    np.testing.assert_allclose(read_aloud(node, numbers), expected, rtol=1e-4, atol=1e-4)  # six digits are shown


def test_every_op_has_a_notation():
    """The notation table and the alphabet agree."""
    assert set(NOTATION) == set(ALL_OPS)


@pytest.mark.parametrize("seed", range(100))
def test_mathml_is_well_formed(seed):
    """Every formula is a tree of elements that an XML parser accepts."""
    generator = np.random.default_rng(2000 + seed)
    node = random_number(generator, [cr.input(letter) for letter in LETTERS])
    for line in equations(cr.Graph({"y": node})).all:
        assert ET.fromstring(to_mathml(line.formula)).tag == "math"  # noqa: S314 - our own text


def parsed(latex):
    """What a parser of LaTeX makes of a text: MathML, in which a command that it does not know is left as it was."""
    converter = pytest.importorskip("latex2mathml.converter", reason="LaTeX is parsed by latex2mathml")
    tree = ET.fromstring(converter.convert(latex))  # noqa: S314 - our own text
    unknown = [text for text in tree.itertext() if "\\" in text]
    assert unknown == []
    return "".join(tree.itertext())


@pytest.mark.parametrize("seed", range(100))
def test_latex_is_parsed(seed):
    """Braces close, every fence has two sides, and no command is made up."""
    generator = np.random.default_rng(3000 + seed)
    node = random_number(generator, [cr.input(letter) for letter in LETTERS])
    for line in equations(cr.Graph({"y": node})).all:
        assert parsed(to_latex(line.formula)).startswith(line.name[0])


@pytest.mark.parametrize("name", sorted(SAMPLERS))
def test_the_latex_of_every_op_is_parsed(name):
    """Also of those that random formulas do not hold: cases, sums, norms, calls."""
    node = SAMPLERS[name](np.random.default_rng(0)).node
    for line in equations(cr.Graph({"R": node})).all:
        assert parsed(to_latex(line.formula)).startswith(line.name[0])


WHOLE = {
    "a network, named": cr.Network([2, 3, 3], output="softmax", l2=0.1).equations("named"),
    "a derivation": cr.Network([2, 3, 3], output="softmax").equations("derivation"),
    "numbers": LAYERS.equations("final", NUMBERS),
    "a derivation in numbers": LAYERS.equations("derivation", NUMBERS),
    "an update rule": cr.equations(cr.Adam()),
    "a schedule": cr.equations(cr.cosine(0.1)),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_environments_are_parsed(kind):
    """Lines, columns, shapes and rules: a parser of LaTeX accepts all that is printed for one thing."""
    assert parsed(WHOLE[kind].latex()).startswith(to_text(WHOLE[kind].all[0].formula)[0])


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_equations_are_mathml(kind):
    """As many elements as there are lines, and well-formed ones."""
    lines = WHOLE[kind]
    tree = ET.fromstring(f"<div>{lines.mathml()}</div>")  # noqa: S314 - our own text
    assert {math.tag for math in tree} == {"math"}
    assert len(tree) == len(lines.all) * (2 if lines.derived else 1)


@pytest.mark.parametrize("name", sorted(SAMPLERS))
def test_rules_are_latex_in_plain_signs(name):
    """A rule holds no letter that a text font of LaTeX may lack."""
    node = SAMPLERS[name](np.random.default_rng(0)).node
    for rule in (rule_of(node, part.position) for part in handed_back(node, cr.input("G", node.shape))):
        assert in_words(rule).isascii()
        assert parsed(in_words(rule)) != ""


def test_sizes_below_are_latex_in_plain_signs():
    """What a rule says of copies can be set too: ones with a size, shapes, comparisons."""
    said = in_words("mean hands (1/n) 1⃗ₙ G to A, or 1_(k×m) where a ≠ 0 or [a < b]")
    assert said.isascii()
    assert r"\vec{1}{}_n" in said
    assert "1" in parsed(said)


@pytest.mark.parametrize(
    ("name", "text", "latex"),
    [
        ("W1", "W₁", "W_{1}"),
        ("yhat", "ŷ", r"\hat{y}"),
        ("theta", "θ", r"\theta"),
        (Derivative("L", "W1"), "∂L/∂W₁", r"\frac{\partial L}{\partial W_{1}}"),
        ("loss", "loss", r"\mathrm{loss}"),
        ("b_out", "b_out", r"b_{\mathrm{out}}"),
        ("a_b_c", "a_b_c", r"a_{\mathrm{b\_c}}"),
    ],
)
def test_names_are_set_as_written_by_hand(name, text, latex):
    """Digits go below, hats above, Greek words become letters."""
    assert (to_text(Symbol(name)), to_latex(Symbol(name))) == (text, latex)


@pytest.mark.parametrize(  # CONVOLUTIONS of chainrule.readers.notation.formula, SIGNS and OUT_OF_TEXT of latex
    ("sign", "latex", "in_text"),
    [
        ("∗", r"\ast", r"\text{W }\ast \text{ X}"),
        ("∗ᵀ", r"\ast^{\top}", r"\text{W }\ast {}^\top \text{ X}"),
        ("⋆", r"\star", r"\text{W }\star \text{ X}"),
    ],
)
def test_a_convolution_has_a_sign_and_brackets(sign, latex, in_text):
    """It takes single factors, in brackets what is a product, and stands in brackets among factors."""
    W, X, A = map(Symbol, "WXA")
    of_product = Infix(sign, (W, hadamard(X, A)), HADAMARD)
    assert (to_text(of_product), to_latex(of_product)) == (
        f"W {sign} (X ⊙ A)",
        rf"W {latex} \left(X \odot A\right)",
    )
    assert to_text(hadamard(Infix(sign, (W, X), HADAMARD), A)) == f"(W {sign} X) ⊙ A"
    assert in_words(f"W {sign} X") == in_text


def test_a_chain_s_dot_is_a_centred_one():
    """SIGNS of chainrule.readers.typeset.latex: ∂L/∂h · ∂h/∂x."""
    assert to_latex(Infix("·", (Symbol("a"), Symbol("b")), PRODUCT)) == r"a \cdot b"


@pytest.mark.parametrize(("sign", "offset", "text"), [("+", 1, "hₜ₊₁"), ("−", -1, "hₜ₋₁"), ("nothing", 0, "hₜ")])
def test_a_step_stands_below_with_its_sign(sign, offset, text):
    """In small signs, _BELOW of chainrule.readers.typeset.text."""
    name = StepName("h", "t", offset)
    assert to_text(Symbol(name)) == text
    assert (sign in name) == (offset != 0)


def test_no_letter_alone_needs_a_font_of_mathematics():
    """Whatever is one letter says so, on pages and in notebooks, and both style sheets slant it."""
    board = cr.whiteboard("data x (n, m)\nparams W (k, n), mu (k, 1)\nA = sigmoid(W @ x + mu)\nL = sum(A**2)")
    for text in (board.equations().mathml(), board.equations("derivation").mathml(), board.equations()._repr_html_()):
        letters = re.findall(r"<mi([^>]*)>(.)</mi>", text)
        assert {"W", "x", "μ", "A", "L"} <= {letter for _, letter in letters}
        assert all(variant == ' mathvariant="normal"' for variant, letter in letters if letter.isalpha())
    assert SLANTED in board.equations()._repr_html_()
    assert SLANTED in page(Sheet("a board", board.graph, board.backward(), "L"))
