"""The text of compiled training: one for all rates, seeds and batch sizes, and nothing in it without a reader."""

import ast

import pytest

import chainrule as cr
from chainrule.engines.numba_source import Numba
from chainrule.engines.task import TableType
from chainrule.ops.spelling import SCALARS
from chainrule.training.program import TrainingProgram

pytest.importorskip("numba")

from .test_numpy_program import BINARY, UNARY

FLOATS = TableType("X", "float32"), TableType("Y", "float32")


def source(network, optimizer, tables=FLOATS, frozen=frozenset()):
    """What would be compiled."""
    dtype = network.theta.dtype.type
    return TrainingProgram(network.architecture, optimizer, dtype, tables, frozen, "numba").source


def parts(text):
    """The functions of a module by name, the names that each one assigns or is given, and those that all read."""
    tree = ast.parse(text)
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    assigned = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    assigned |= {
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    return functions, assigned, {name.id for name in names if isinstance(name.ctx, ast.Load)}


@pytest.mark.parametrize("optimizer", [cr.SGD(), cr.Momentum(clip_norm=1.0), cr.RMSprop(), cr.AdamW()])
def test_source_has_nothing_that_it_does_not_read(optimizer):
    """With dropout, L2, weights and labels; every loop is called."""
    network = cr.Network([3, 4, 4, 2], output="softmax", dropout=0.2, l2=0.1)
    tables = TableType("X", "float64", "F"), TableType("labels", "int64"), TableType("weights", "float32")
    functions, assigned, read = parts(source(network, optimizer, tables))
    assert functions.keys() - {"run_steps"} <= read
    windows = {"dW1", "dW2", "dW3", "db1", "db2", "db3"}  # of the gradient, each written by a product or a loop
    assert assigned - windows <= read


def test_rates_seeds_and_batch_sizes_are_no_part_of_the_source():
    """One compiled function serves all of them."""
    texts = {source(cr.Network([3, 2], seed=seed), cr.SGD(rate)) for seed, rate in ((1, 0.125), (77, 0.375))}
    (text,) = texts
    assert "0.125" not in text
    assert "77" not in text


@pytest.mark.parametrize(
    ("order", "line"), [("C", "gather_rows(X_table, rows, X_rows)"), ("F", "gather_columns(X_table, rows, X)")]
)
def test_rows_are_gathered_within_the_function(order, line):
    """As a product takes them: rows from rows, columns from columns."""
    text = source(cr.Network([3, 2]), cr.SGD(), (TableType("X", "float64", order), FLOATS[1]))
    assert f"        {line}\n" in text
    assert f"    # X_table: float64 in {order} order\n" in text


def test_cost_is_tested_before_anything_is_updated():
    """And before the backward pass, which would be for nothing."""
    text = source(cr.Network([3, 2]), cr.Adam())
    places = [text.index(part) for part in ("# forward", "if not math.isfinite(costs[i]):", "# backward", "# update")]
    assert places == sorted(places)


def test_frozen_parameters_have_no_gradient():
    """No product is made for them."""
    network = cr.Network([3, 4, 2])
    every, some = (source(network, cr.SGD(), frozen=frozenset(names)).count("np.dot") for names in ((), ("W1", "b1")))
    assert every - some == 2  # its own, and the one that leads to it


def test_every_scalar_op_has_an_expression_and_a_test_of_its_odd_numbers():
    """A forgotten one is named here."""
    assert SCALARS.keys() - Numba.numbers.keys() == set()
    tested = {*UNARY, *BINARY, "where"}
    of_one_number = {
        "matmul",
        "logdet",
        "sum",
        "max",
        "slice",
        "reshape",
        "broadcast",
        "transpose",
        "entry",
    }  # the number itself
    assert Numba.numbers.keys() - tested - of_one_number == set()
