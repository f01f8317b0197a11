"""Second names: s = w is w by another name, whose cotangent counts its own uses."""

import numpy as np
import pytest

import chainrule as cr

BOARD = cr.whiteboard("params w = 3\ns = w\nL = s*w + w")


def test_a_second_name_has_a_cotangent_of_its_own():
    """L uses s once, beside w: ∂L/∂s = w, and what comes back through s is part of ∂L/∂w = 2w + 1."""
    values = BOARD.bind(w=3.0)
    assert [float(values[f"∂L/∂{name}"]) for name in ("s", "w")] == [3.0, 7.0]
    assert str(BOARD.equations("named")).splitlines()[-2:] == ["∂L/∂s = w = 3", "∂L/∂w = ∂L/∂s + s + 1 = 3 + 3 + 1 = 7"]


@pytest.mark.parametrize(
    ("claim", "right"), [("ds = w", True), ("ds = 2*w + 1", False), ("dw = 2*w + 1", True), ("dw = w", False)]
)
def test_claims_about_either_name_are_judged_by_its_uses(claim, right):
    """The right ones are right, and those of the other name are wrong."""
    assert (BOARD.claim(claim).sentence == "Right.") is right


def test_engines_see_no_second_name():
    """Both boards train to the same bits: a second name costs nothing."""
    data = {"x": np.arange(6.0), "y": np.arange(6.0) ** 2}
    text = "data x (1, m), y (1, m)\nparams w = 1, b = 0\n{}L = mean((w*x + {} - y)**2)"
    one, other = cr.whiteboard(text.format("", "b")), cr.whiteboard(text.format("c = b\n", "c"))
    for board in (one, other):
        board.train(data, epochs=3, batch_size=2)
    assert one.theta.tobytes() == other.theta.tobytes()


def test_a_script_writes_it_as_it_stands():
    """`s = w` is a line of the program, and its numbers are those of the board."""
    script = str(BOARD.script())
    assert "\ns = w\n" in script
    names: dict[str, object] = {}
    exec(script, names)  # noqa: S102 - our own text
    assert (names["ds"], names["dw"]) == (3.0, 7.0)


def test_the_first_step_of_a_second_loop_may_be_the_last_of_a_first():
    """s[0] = h[3]: lines and cotangents of both loops fold."""
    board = cr.whiteboard(
        "sizes T = 3\ndata x[1..T] (n, m)\nparams W (k, n), U (k, k)\nh[0] = zeros(k, m)\n"
        "for t in 1..T:\n  h[t] = tanh(U @ h[t-1] + W @ x[t])\ns[0] = h[T]\n"
        "for i in 1..T:\n  s[i] = tanh(U @ s[i-1])\nL = sum(s[T])"
    )
    lines = str(board.equations("named")).splitlines()
    assert "s₀ = h₃" in lines
    assert any(line.startswith("∂L/∂h₃ = ∂L/∂s₀") for line in lines)
