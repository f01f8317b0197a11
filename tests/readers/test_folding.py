"""Folded equations: one line for the steps of a loop, which says neither more nor less than a line for each."""

import re

import numpy as np
import pytest
from tests.boards.test_definitions import LAYERS
from tests.boards.test_loops import LSTM, RNN

import chainrule as cr
from chainrule.cli.boards import Titled, board_sheet
from chainrule.errors import SettingError
from chainrule.readers.page import page

BELOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-")
DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
STEP = re.compile(r"(?<!\))[ₜₛᵢⱼₗ]([₊₋][₀-₉]+)?")  # behind a bracket stands an index of examples
OVER = re.compile(r"    \w = (\d+) … (\d+)\Z")
SUM = re.compile(r"Σ\[\w = (\d+) … (\d+)\] ")
LAYERS_OF_STEPS = """
data x[1..4] (k, m), h[0] (k, m), z[0] (k, m), G (k, m)
params W[1..2] (k, k), U[1..2] (k, k), a
for t in 1..4:
    h[t] = tanh(W[1] @ h[t-1] + U[1] @ x[t])
    z[t] = tanh(W[2] @ z[t-1] + U[2] @ h[t])
"""
STEPS = f"""{LAYERS_OF_STEPS}
    e[t] = sum((z[t] - x[t])**2)/t
    d[t] = a*sum(h[t]*x[t]) + sum(G*z[t])
"""
BOARDS = {
    "a recurrent network": RNN,
    "an LSTM": LSTM,
    "two layers": f"{LAYERS_OF_STEPS}\nL = sum(z[4])",
    "a cost of every step": f"{STEPS}\nL = sum(e[t] + d[t] for t in 1..4)",
    "a cost of some steps": f"{STEPS}\nL = d[1] + d[2] + d[4] + a*sum(G)",
    "sums of products of steps": f"{STEPS}\nL = sum(d[t]*d[t+1] for t in 1..3) + d[1]*d[1] + d[2]*d[2]",
    "one step that all look at": f"{STEPS}\nfor t in 1..3:\n    s[t] = sum(h[4]*h[t])\nL = s[1]*s[2]*s[3]",
    "backwards": "data x[1..4], b[5]\nparams w\nfor t in range(4, 0, -1):\n    b[t] = tanh(w*b[t+1] + x[t])\nL = b[1]",
    "every other step": "data x[1..6]\nparams w\nfor t in range(1, 6, 2):\n    y[t] = w*x[t]\nL = y[1]*y[3]*y[5]",
    "a step that is another": "data x[1..3]\nparams w\ny[1] = w*x[1]\ny[2] = w*x[2]\n"
    "y[3] = w + x[3]\nL = y[1]*y[2] + y[3]",
    "a loop over layers": "data a[0] (n, m)\nparams W[1..3] (n, n), b[1..3] (n, 1)\n"
    "for l in 1..3:\n    a[l] = relu(W[l] @ a[l-1] + b[l])\nL = sum(a[3])",
    "two letters": "data x[1..3]\nparams w\nfor i in 1..3:\n    for j in 1..3:\n        p[i, j] = w*x[i]*x[j]\n"
    "L = sum(sum(p[i, j] for j in 1..3)*i for i in 1..3)",
    "a letter that has a meaning": "data x[1..3], s\nparams t\nfor i in 1..3:\n    y[i] = t*x[i]*s\nL = y[1]*y[2]*y[3]",
    "labels of every step": "data s[0..4] (m,) index\nparams E (n, v), V (v, n)\nfor t in 1..4:\n"
    "    l[t] = log_softmax(V @ tanh(E[:, s[t-1]]))[s[t], arange(m)]\nL = sum(sum(l[t]) for t in 1..4)",
    "no loop": LAYERS,
}


def unfolded(text):
    """Folded lines with each step on a line of its own and each sum written out; reads nothing but the text."""
    lines = []
    for line in text.splitlines():
        match = OVER.search(line)
        lines += [_at(line[: match.start()], number) for number in _numbers(match)] if match else [line]
    return sorted(map(_written_out, lines))


def _numbers(match):
    """The numbers from the first to the last one, up or down."""
    first, last = map(int, match.groups())
    return range(first, last + 1) if first <= last else range(first, last - 1, -1)


def _at(text, number):
    """What is said of any step, at one of them."""
    return STEP.sub(lambda match: str(number + int((match[1] or "0").translate(BELOW))).translate(DIGITS), text)


def _written_out(line):
    """A line with the terms of its sums, in the order of their letters."""
    sides = [side.split(" + ") for side in line.split(" = ")] if not SUM.search(line) else _sides(line)
    return " = ".join(" + ".join(sorted(terms)) for terms in sides)


def _sides(line):
    """The sides of a line, each as terms; those behind Σ, which ends at the next + outside of brackets, one by one."""
    name, _, side = line.partition(" = ")
    terms = []
    for term in _terms(side):
        if match := SUM.match(term):
            terms += [_at(term[match.end() :], number) for number in _numbers(match)]
        else:
            terms.append(term)
    return [[name], [part for term in terms for part in term.split(" + ")]]


def _terms(side):
    """What stands between the + signs outside of brackets."""
    found, depth = [""], 0
    for sign in re.split(r"( \+ )", side):
        if sign == " + " and depth == 0:
            found.append("")
        else:
            found[-1] += sign
            depth += sum(sign.count(one) for one in "([") - sum(sign.count(one) for one in ")]")
    return found


@pytest.mark.parametrize("detail", ["final", "named"])
@pytest.mark.parametrize("kind", sorted({*BOARDS} - {"a letter that has a meaning", "two letters"}))
def test_a_folded_line_says_what_its_steps_say(kind, detail):
    """With t put in, step by step, the text is that of the lines that were not folded, letter by letter."""
    board = cr.whiteboard(BOARDS[kind])
    folded, whole = (board.equations(detail, folded=choice).text() for choice in (True, False))
    assert unfolded(folded) == unfolded(whole)


@pytest.mark.parametrize("kind", ["an LSTM", "two layers", "backwards", "a loop over layers", "labels of every step"])
def test_steps_that_are_alike_share_a_line(kind):
    """Where every step is the same, the forward pass has no line for a single one."""
    forward = [line for line in cr.whiteboard(BOARDS[kind]).equations("named").forward if line.name != "L"]
    assert forward
    assert all(line.over for line in forward)


@pytest.mark.parametrize("kind", ["every other step", "no loop"])
def test_what_is_no_run_of_steps_stays_as_it_is(kind):
    """Steps that do not follow each other are told one by one, and a board without loops as ever."""
    board = cr.whiteboard(BOARDS[kind])
    assert str(board.equations("named")) == str(board.equations("named", folded=False))


def test_a_recurrent_network_is_told_as_in_a_textbook():
    """The recurrence forward, its one backward step, and gradients that are sums over time."""
    equations = cr.whiteboard(RNN).equations("named")
    assert equations.text().splitlines() == [
        "hₜ = tanh(W hₜ₋₁ + U xₜ + b)    t = 1 … 3",
        "L = −(1/m) Σ (y ⊙ log softmax(V h₃))",
        "∂L/∂h₃ = Vᵀ (1/m) (softmax(V h₃) − y)",
        "∂L/∂hₜ = Wᵀ (∂L/∂hₜ₊₁ ⊙ (1 − hₜ₊₁²))    t = 2 … 1",
        "∂L/∂W = Σ[t = 1 … 3] (∂L/∂hₜ ⊙ (1 − hₜ²)) hₜ₋₁ᵀ",
        "∂L/∂U = Σ[t = 1 … 3] (∂L/∂hₜ ⊙ (1 − hₜ²)) xₜᵀ",
        "∂L/∂b = Σ[t = 1 … 3] (∂L/∂hₜ ⊙ (1 − hₜ²)) 1⃗",
        "∂L/∂V = (1/m) (softmax(V h₃) − y) h₃ᵀ",
    ]
    latex = equations.latex().splitlines()
    assert latex[1] == r"h_{t} &= \tanh\left(W h_{t-1} + U x_{t} + b\right) && t = 1, \dots, 3 \\"
    assert latex[5].startswith(
        r"\frac{\partial L}{\partial W} &= \sum_{t = 1}^{3} \left(\frac{\partial L}{\partial h_{t}}"
    )
    assert "t = 1 … 3" in equations.mathml()
    assert "t = 1 … 3" in equations._repr_html_()


def test_many_steps_are_told_in_the_words_of_few():
    """Of fifty, whose sums are written in parts otherwise, every line is that of three, with 50 and 49 for 3 and 2."""
    few, many = (cr.whiteboard(RNN.replace("T = 3", f"T = {count}")).equations("named") for count in (3, 50))
    expected = few.text()
    for one, other in {"₃": "₅₀", "1 … 3": "1 … 50", "2 … 1": "49 … 1"}.items():
        expected = expected.replace(one, other)
    assert many.text() == expected


def test_a_sum_in_parts_is_whole_only_where_that_is_shorter():
    """Names of the board, and parts that do not fold, stay on lines of their own."""
    terms = " + ".join(f"exp(x**{power})*sin({power}*x)*{power}.25*tanh(x + {power})" for power in range(2, 22))
    board = cr.whiteboard(f"params x\nfor t in 1..3:\n    a[t] = x*t\nS = a[1] + a[2]\nT = S + a[3]\nL = T*({terms})")
    folded, whole = (board.equations("named", folded=choice).text() for choice in (True, False))
    assert {"S = a₁ + a₂", "T = S + a₃"} <= {*folded.splitlines()}
    assert "\nt₁ = " in folded
    assert unfolded(folded) == unfolded(whole)


def test_layers_and_steps_stand_below_together():
    """h₁ at step t is h₁,ₜ; weights of a layer are no step of the loop over time."""
    lines = cr.whiteboard(BOARDS["two layers"]).equations("named").text().splitlines()
    assert "zₜ = tanh(W₂ zₜ₋₁ + U₂ hₜ)    t = 1 … 4" in lines
    text = "data x[1..3], h1[0]\nparams w\nfor t in 1..3:\n    h1[t] = w*h1[t-1] + x[t]\nL = h1[3]"
    equations = cr.whiteboard(text).equations("named")
    assert equations.text().startswith("h₁,ₜ = w h₁,ₜ₋₁ + xₜ    t = 1 … 3\nL = h₁,₃\n")
    assert r"h_{1,t} &= w h_{1,t-1} + x_{t} && t = 1, \dots, 3" in equations.latex()


def test_a_letter_that_has_a_meaning_counts_no_steps():
    """On a board with t and s, the steps are counted by i."""
    lines = cr.whiteboard(BOARDS["a letter that has a meaning"]).equations("named").text().splitlines()
    assert lines[0] == "yᵢ = t xᵢ s    i = 1 … 3"


@pytest.mark.parametrize(  # the LETTERS of chainrule.readers.equations.folding
    ("taken", "line"),
    [
        ("", "yₜ = a xₜ    t = 1 … 3"),
        ("t", "yₛ = a t xₛ    s = 1 … 3"),
        ("ts", "yᵢ = a t s xᵢ    i = 1 … 3"),
        ("tsi", "yⱼ = a t s i xⱼ    j = 1 … 3"),
        ("tsij", "yτ = a t s i j xτ    τ = 1 … 3"),
        ("tsijτ", "yₛₜₑₚ = a t s i j τ xₛₜₑₚ    step = 1 … 3"),
    ],
)
def test_steps_are_counted_by_the_first_letter_that_is_free(taken, line):
    """By t, s, i, j or τ, and by a word where each of these is a name."""
    names = ["a", *taken]
    loop = f"for q in 1..3:\n    y[q] = {'*'.join(names)}*x[q]"
    text = f"data x[1..3]\nparams {', '.join(names)}\n{loop}\nL = y[1]*y[2]*y[3]"
    assert cr.whiteboard(text).equations("named").text().splitlines()[0] == line


def test_numbers_are_told_step_by_step():
    """Where numbers are plugged in, no two steps are alike."""
    board = cr.whiteboard("data x[1..2] = [1, 2], h[0] = 0.5\nparams w = 3\nfor t in 1..2:\n    h[t] = w*h[t-1] + x[t]")
    assert str(board.equations("named")).splitlines()[:2] == [
        "h₁ = w h₀ + x₁ = 3 · 0.5 + 1 = 2.5",
        "h₂ = w h₁ + x₂ = 3 · 2.5 + 2 = 9.5",
    ]


def test_a_page_tells_the_steps_of_a_line():
    """As many times as the equations do: in final form, and with every cotangent by its name."""
    board = cr.whiteboard(RNN)
    over = [line for detail in ("final", "named") for line in board.equations(detail).all if line.over]
    written = page(board_sheet(Titled("a network", board), None))
    assert written.count("<span>t = ") == len(over) == 3


def test_derivations_and_indices_name_every_step():
    """They are about single steps, and say which."""
    board = cr.whiteboard(RNN)
    for detail in ("derivation", "indices"):
        assert "h₂" in str(board.equations(detail)) or "(h₂)" in str(board.equations(detail))
        assert "t = 1 … 3" not in str(board.equations(detail))


def test_folded_is_true_or_false():
    """Anything else is refused."""
    with pytest.raises(SettingError, match="folded is True or False"):
        cr.whiteboard(RNN).equations(folded=np.ones(2))


@pytest.mark.parametrize(
    ("lines", "folded"),
    [
        ("h[t] = tanh(W @ h[t-1] + E[:, x[:, t-1]])", "hₜ = tanh(W hₜ₋₁ + E[:, x[:, t−1]])    t = 1 … 3"),
        ("h[t] = W @ h[t-1] + E[:, x[:, t]]", "hₜ = W hₜ₋₁ + E[:, x[:, t]]    t = 1 … 3"),
        ("h[t] = W @ h[t-1] + Z[t]*E[:, x[:, 0]]", "hₜ = W hₜ₋₁ + Z[t, :] ⊙ E[:, x[:, 0]]    t = 1 … 3"),
        ("h[t] = W @ h[t-1] + sum(Z[t-1:t+1])", "hₜ = W hₜ₋₁ + Σ Z[t−1:t+1, :]    t = 1 … 3"),
    ],
)
def test_places_that_count_with_the_steps_fold(lines, folded):
    """Columns that a loop reads one after the other are at t, and those that it reads again and again are not."""
    board = cr.whiteboard(
        "data x (m, 4) index, Z (4, m), h[0] (d, m)\nparams E (d, v), W (d, d)\n"
        f"for t in 1..3:\n    {lines}\nL = sum(h[3]**2)"
    )
    assert board.equations().text().splitlines()[0] == folded


@pytest.mark.parametrize(
    ("letter", "names", "shown"), [("k", "", "k"), ("r", "", "r"), ("r", ", r_0", "t"), ("t", "", "t")]
)
def test_steps_are_counted_by_the_letter_of_their_loop(letter, names, shown):
    """As the board has it, unless something else is written with that letter."""
    board = cr.whiteboard(
        f"data x[1..4]\nparams w{names}\nfor {letter} in 1..4:\n    s[{letter}] = w*x[{letter}]**2\n"
        f"L = sum(s[i] for i in 1..4){names.replace(',', ' +')}"
    )
    below = dict(zip("krt", "ₖᵣₜ", strict=True))[shown]
    assert board.equations().text().splitlines()[0] == f"s{below} = w x{below}²    {shown} = 1 … 4"


def test_loops_of_several_letters_are_counted_by_ours():
    """Of h[l, t] it is the second number that counts, whichever loop stands first."""
    board = cr.whiteboard(
        "data x[1..3]\nparams w[1..2]\nfor l in 1..2:\n    h[l, 0] = w[l]\nfor t in 1..3:\n    h[0, t] = x[t]\n"
        "    for l in 1..2:\n        h[l, t] = w[l]*h[l, t-1]**2 + h[l-1, t]\nL = h[2, 3]"
    )
    assert re.search(r"^h₁,ₜ = w₁ h₁,ₜ₋₁² \+ \S+ +t = 1 … 3$", board.equations().text(), re.MULTILINE)


def test_error_signals_of_all_steps_have_lines_of_their_own():
    """However short: so the way back through time is one line, where the cost reads the last step alone, both ways."""
    board = cr.whiteboard(
        "data x[1..4] (n, m), y (1, m), h[0] (k, m), g[5] (k, m)\n"
        "params W (k, k), U (k, n), V (k, k), R (k, n), P (1, k), Q (1, k)\n"
        "for t in 1..4:\n    h[t] = tanh(W @ h[t-1] + U @ x[t])\n"
        "for t in 4..1:\n    g[t] = tanh(V @ g[t+1] + R @ x[t])\n"
        "L = mean((P @ h[4] + Q @ g[1] - y)**2)"
    )
    lines = board.equations().text().splitlines()
    assert {
        "∂L/∂hₜ = Wᵀ (∂L/∂hₜ₊₁ ⊙ (1 − hₜ₊₁²))    t = 3 … 1",
        "∂L/∂W = Σ[t = 1 … 4] (∂L/∂hₜ ⊙ (1 − hₜ²)) hₜ₋₁ᵀ",
        "∂L/∂gₜ = Vᵀ (∂L/∂gₜ₋₁ ⊙ (1 − gₜ₋₁²))    t = 2 … 4",
        "∂L/∂R = Σ[t = 1 … 4] (∂L/∂gₜ ⊙ (1 − gₜ²)) xₜᵀ",
    } <= {*lines}


def test_picked_entries_fold():
    """The label of each example at each step is (yₜ)ᵢ, in LaTeX in brackets too."""
    board = cr.whiteboard(
        "data y[1..3] (m,) index\nparams P[1..3] (k, m)\n"
        "for t in 1..3:\n    C[t] = -sum(P[t][y[t], arange(m)])\nL = sum(C[t] for t in 1..3)"
    )
    lines = board.equations()
    assert lines.text().splitlines()[0] == "Cₜ = −Σ Pₜ[(yₜ)ᵢ, i]    t = 1 … 3"
    assert r"\left(P_{t}\right)_{(y_{t})_{i}, i}" in lines.latex()


def test_places_that_count_otherwise_do_not_fold():
    """Twice as fast, or backwards, is not the step."""
    for place in ("2*t", "5 - t"):
        board = cr.whiteboard(
            f"data Z (8, m), h[0] (1, m)\nfor t in 1..3:\n    h[t] = h[t-1] + Z[{place}]\nL = sum(h[3]**2)"
        )
        assert [line[:2] for line in board.equations().text().splitlines()[:3]] == ["h₁", "h₂", "h₃"]
