"""Opening: what softmax and its like become in indices, where exp(a) and its total stand for them."""

import pytest

import chainrule as cr


@pytest.mark.parametrize(  # what `_opened` of chainrule.readers.indices.opening makes of each
    ("op", "lines"),
    [
        ("softmax", ["Zₛ = Σⱼ exp(Aⱼₛ)", "Bⱼₛ = exp(Aⱼₛ)/Zₛ"]),
        ("log_softmax", ["Zₛ = Σⱼ exp(Aⱼₛ)", "Pⱼₛ = exp(Aⱼₛ)/Zₛ", "Bⱼₛ = log(Pⱼₛ)"]),
        ("logsumexp", ["Bⱼ = log(Σᵢ exp(Aᵢⱼ))"]),
    ],
)
def test_an_op_is_opened_into_exponentials(op, lines):
    """Probabilities, their logarithms, and the logarithm of what they are divided by."""
    board = cr.whiteboard(f"params A (n, m)\nB = {op}(A, axis=0)\nL = sum(B)")
    assert str(board.equations("indices")).splitlines()[: len(lines)] == lines
