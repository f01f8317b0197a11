"""What could be read in two ways is said, and nothing else is."""

import pytest

import chainrule as cr
from chainrule.readers.typeset.mathml import to_mathml
from chainrule.readers.typeset.text_blocks import to_block

LINES = [
    ("data X (n, m)\nparams W (k, n)\nL = sum(W @ X)", "∂L/∂W = 1_(k×m) Xᵀ", r"1_{k \times m} X^{\top}"),
    ("params X (n, m)\nL = sum(mean(X, axis=0))", "∂L/∂X = (1/n) 1_(n×m)", r"\frac{1}{n} 1_{n \times m}"),
    ("params w (1, m)\nL = mean(w)", "∂L/∂w = (1/m) 1⃗ₘᵀ", r"\frac{1}{m} \vec{1}_{m}^{\top}"),
    ("params X (n, 3)\nL = sum(sum(X, axis=1)**2)", "∂L/∂X = 2 X 1⃗ 1⃗₃ᵀ", r"2 X \vec{1} \vec{1}_{3}^{\top}"),
    ("params b (batch, 1)\nL = sum(b)", "∂L/∂b = 1⃗_batch", r"\vec{1}_{\mathrm{batch}}"),
    ("params b (C)\nL = sum(b)", "∂L/∂b = 1_C", "1_{C}"),
    ("data G (N, C)\nparams b (C)\nL = sum(G*b)", "∂L/∂b = 1⃗ᵀ G", r"\vec{1}^{\top} G"),
    ("params W (n, m), V (n, m)\nL = sum(W)", "∂L/∂V = 0", "0"),
    ("params S (n, n)\nL = sum(S**3)", "∂L/∂S = 3 S^⊙2", r"3 S^{\odot 2}"),
    ("params S (n, m)\nL = sum(S**3)", "∂L/∂S = 3 S²", "3 S^{2}"),
    ("params x (1, m), s\nL = sum(log(s) + x/s)", "∂L/∂x = (1/s) 1⃗ₘᵀ", r"\frac{1}{s} \vec{1}_{m}^{\top}"),
    ("data x (1, m)\nparams s\nL = sum(log(s) + x*0)", "∂L/∂s = m/s", r"\frac{m}{s}"),
]


@pytest.mark.parametrize(("text", "line", "latex"), LINES)
def test_gradients_are_true_as_written(text, line, latex):
    """Ones with a shape where nothing else says it, powers of entries, sums over one axis."""
    equations = cr.whiteboard(text).equations()
    assert line in equations.text().splitlines()
    assert f"&= {latex}" in equations.latex()


FORWARD = [
    ("params S (n, m)\nP = softmax(S, axis=1)", "softmax[axis 1](S)", r"\operatorname{softmax}_{\text{axis 1}}"),
    ("params S (n, m)\nP = softmax(S)", "softmax(S)", r"\operatorname{softmax}\left(S\right)"),
    ("params S (n, 1)\nP = softmax(S, axis=0)", "softmax(S)", r"\operatorname{softmax}\left(S\right)"),
    ("params S (n)\nP = softmax(S)", "softmax(S)", r"\operatorname{softmax}\left(S\right)"),
    ("params S (n, m)\nP = max(S, axis=0)", "max[axis 0](S)", r"\max_{\text{axis 0}}\left(S\right)"),
    ("params S (n, m)\nP = max(S)", "max(S)", r"\max\left(S\right)"),
    ("params S (2, 3)\nP = reshape(S, 6, 1)", "reshape[6×1](S)", r"\operatorname{reshape}_{6 \times 1}\left(S\right)"),
    ("params x\ny = sqrt(x)**2", "(√x)²", r"\left(\sqrt{x}\right)^{2}"),
    ("params x\ny = sqrt(x**2)", "√(x²)", r"\sqrt{x^{2}}"),
    ("params x (n, m), c\ny = sum(x)*c", "(Σ x) c", r"\left(\sum x\right) c"),
    ("params x (n, m), c\ny = c*sum(x)", "c Σ x", r"c \sum x"),
    ("params x (n, m), c\ny = sum(x)/c", "(Σ x)/c", r"\frac{\sum x}{c}"),
    ("params x (n, m), c\ny = sum(x/c)", "Σ (x/c)", r"\sum \frac{x}{c}"),
    ("params x\ny = abs(abs(x) - 1)", "|(|x| − 1)|", r"\left| \left| x \right| - 1 \right|"),
    ("params x, sigma\ny = sigma*(x - 1)", "σ · (x − 1)", r"\sigma \cdot \left(x - 1\right)"),
    ("params x, y\nz = where(x, y, 2)", "(y if x ≠ 0 else 2)", r"y & \text{if } x \ne 0 \\ 2"),
    ("params x\ny = x + (-3 - x)", "x + (−3 − x)", r"x + \left(-3 - x\right)"),
    ("params x\ny = x*1e-5**2", "x (10⁻⁵)²", r"x \left(10^{-5}\right)^{2}"),
    ("params s (1, 1), x (1, m)\ny = sum(x*s)", "(x ⊙ s) 1⃗", r"\left(x \odot s\right) \vec{1}"),
    ("params x\ny = 0.5/x", "1/(2 x)", r"\frac{1}{2 x}"),
    ("params x\ny = 0.25/x", "1/(4 x)", r"\frac{1}{4 x}"),
    ("params x\ny = 0.125/x", "1/(8 x)", r"\frac{1}{8 x}"),
    ("params x\ny = 0.25/(1 + x)", "0.25/(1 + x)", r"\frac{0.25}{1 + x}"),
    ("params x (1, m), y (1, m)\nz = sum(x*y)", "x yᵀ", r"x y^{\top}"),
]


@pytest.mark.parametrize(("text", "written", "latex"), FORWARD)
def test_formulas_are_read_in_one_way(text, written, latex):
    """Axes that are not the usual ones, brackets, bars and dots."""
    equations = cr.whiteboard(text).equations()
    assert equations.text().splitlines()[0].partition(" = ")[2] == written
    assert latex in equations.latex().splitlines()[1]


@pytest.mark.parametrize(
    ("text", "mathml"),
    [
        ("params W (k, m)\nL = sum(W)", '<msub><mn>1</mn><mrow><mrow><mi mathvariant="normal">k</mi><mo>×</mo>'),
        ("params S (n, n)\nL = sum(S**3)", "<mrow><mo>⊙</mo><mn>2</mn></mrow></msup>"),
        ("params S (n, m)\nL = sum(max(S, axis=0))", "<msub><mi>max</mi><mtext>axis 0</mtext></msub>"),
    ],
)
def test_mathml_says_the_same(text, mathml):
    """Shapes below ones, ⊙ before an exponent, axes below names."""
    assert mathml in cr.whiteboard(text).equations().mathml()


def test_powers_and_shapes_stand_beside_tall_matrices_too():
    """In a terminal a square matrix in numbers is raised entry by entry, and ones have their size."""
    board = cr.whiteboard("params S (2, 2) = [[1, 2], [3, 4]]\nA = S**2\nL = sum(max(A, axis=0))")
    (line,) = (one for one in board.equations("named", board.bind()).all if one.name == "A")
    assert to_block(line.sides[1]).lines == ("⎡1  2⎤^⊙2", "⎣3  4⎦   ")
    assert to_mathml(line.sides[1]).count("⊙") == 1
