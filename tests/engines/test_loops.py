"""Loops as text: equal ones are one function, and the text is what a reader would write."""

import pytest

import chainrule as cr
from chainrule.engines.language import PYTHON
from chainrule.engines.loops import make_loop
from chainrule.engines.nest_text import write_nest
from chainrule.engines.numba_source import NESTS, Numba
from chainrule.engines.plan import Stage, make_plan
from chainrule.engines.printer import print_plan
from chainrule.engines.task import RUN_TIME

from .random_graphs import random_graph
from .test_steps import loops, plan_of, training_plan

X, Y, b = cr.input("X", (3, "m")), cr.input("Y", (3, "m")), cr.input("b", (3, 1))


def text_of(**outputs):
    """The only loop of a graph."""
    plan = plan_of(**outputs)
    (loop,) = loops(plan)
    return written(write_nest(make_loop(loop, plan).nest, NESTS, PYTHON))


def written(function):
    """A function as Python, without its name."""
    return "\n".join([f"({', '.join(function.arguments)}):", *(f"    {line}" for line in function.lines)])


def functions(plan):
    """The loops of a plan as Numba compiles them, by their names."""
    return {name: written(function) for function, name in print_plan(plan, Numba(), RUN_TIME).functions.items()}


def test_bias_and_activation_are_one_line():
    """A row's bias is loaded once for the row, and the result is written once."""
    assert text_of(A=cr.tanh(X + b)) == (
        "(x1, x2, y3):\n"
        "    for i in range(x1.shape[0]):\n"
        "        v0 = x2[i, 0]\n"
        "        for j in range(x1.shape[1]):\n"
        "            t1 = tanh(x1[i, j] + v0)\n"
        "            y3[i, j] = t1"
    )


def test_sum_over_rows_is_kept_in_a_variable():
    """And written when the row is done."""
    text = text_of(f=cr.sum(X * Y, axis=1))
    assert "        r0 = real(0)\n" in text
    assert "            r0 = add(r0, x1[i, j] * x2[i, j])\n" in text
    assert text.endswith("        y3[i, 0] = real(r0)")


def test_sum_of_everything_is_a_sum_of_rows_in_double_precision():
    """So that many terms lose no more digits than a few."""
    text = text_of(f=cr.sum(X))
    assert "    r0 = 0.0\n" in text
    assert "        r0_row = real(0)\n" in text
    assert "        r0 += r0_row\n" in text
    assert text.endswith("    return real(r0)")


def test_sum_over_columns_is_added_up_in_its_array():
    """Which is filled with zeros first."""
    text = text_of(f=cr.sum(X, axis=0))
    assert "    for j in range(x1.shape[1]):\n        y2[0, j] = real(0)\n" in text
    assert "y2[0, j] = add(y2[0, j], x1[i, j])" in text


def test_text_says_nothing_about_names_and_sizes():
    """The same computation on other arrays is the same text."""
    other = cr.input("data", (500, "m"))
    assert text_of(A=cr.sigmoid(X * 2)) == text_of(B=cr.sigmoid(other * 2))
    assert text_of(A=cr.sigmoid(X * 2)) != text_of(A=cr.sigmoid(X * 3))


def test_transposed_window_is_read_with_its_indices_turned_round():
    """And a part of an array with its offset."""
    W = cr.input("W", (3, 3))
    assert "x2[j, i]" in text_of(f=W + 2 * W.T + cr.input("V", (3, 3)).T) or "[j, i]" in text_of(f=W + 2 * W.T)
    assert "[i + 1, j]" in text_of(f=cr.exp(cr.input("Z", (5, "m"))[1:4]))


@pytest.mark.parametrize(("layers", "texts"), [(2, 4), (4, 4), (11, 4)])
def test_equal_loops_of_different_layers_are_one_function(layers, texts):
    """However deep the network: forward, the cost, backward, and the update."""
    plan = training_plan([10, *[30] * layers, 1], cr.Adam())
    assert len(functions(plan)) == texts
    assert len(loops(plan)) == 2 * layers + 2


def test_networks_of_different_sizes_share_all_their_functions():
    """What is compiled for one is in the text of the other."""
    one, other = (
        set(functions(training_plan(sizes, cr.Adam(), labelled=True, output="softmax")).values())
        for sizes in ([4, 5, 3], [784, 100, 10])
    )
    assert one == other


def test_loops_of_random_graphs_are_python():
    """Each text compiles, has no line over 160 characters, and is deterministic."""
    for seed in range(60):
        graph = random_graph(seed).graph
        one, other = (functions(make_plan([Stage(graph)], fused=True)) for _ in range(2))
        assert one == other
        for name, text in one.items():
            compile(f"def {name}{text}\n", name, "exec")
            assert max(map(len, text.splitlines()[1:])) <= 160


def test_mask_that_divides_is_in_parentheses():
    """It is a product."""
    mask = cr.dropout_mask(cr.input("seed", kind="index"), cr.input("step", kind="index"), (3, "m"), 0.5)
    assert "t1 = x1[i, j] / (real(stays(k1, i, j, 2147483648)) * real(2.0))" in text_of(f=X / mask)
