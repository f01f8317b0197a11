"""The alphabet is closed, and its names are its own."""

from chainrule.graph.node import Node
from chainrule.ops import ALL_OPS, GROUPS, LEAVES


def test_every_op_is_listed_under_its_name():
    """`ALL_OPS` maps a name to the op of that name."""
    assert all(op.name == name for name, op in ALL_OPS.items())


def test_no_name_is_used_twice():
    """An op cannot hide another of the same name."""
    assert sum(map(len, GROUPS)) == len(ALL_OPS)


def test_every_op_can_be_computed():
    """An op has a forward or a definition, unless its number is handed in."""
    cannot = [op for op in ALL_OPS.values() if not (op.forward or op.definition)]
    assert cannot == [op for op in LEAVES if op.name != "constant"]


def test_an_op_is_called_by_its_name_unless_it_has_another():
    """The words of a sentence: the sum, the matrix product; an op that nobody gave one is called by its name."""
    assert {op.name: op.called for op in ALL_OPS.values() if op.noun} == {
        "input": "data",
        "dimension": "size",
        "matmul": "matrix product",
        "outer": "outer product",
        "logdet": "logarithm of the determinant",
        "swapaxes": "exchange of axes",
        "broadcast": "copy",
        "max": "maximum",
        "add": "sum",
        "subtract": "difference",
        "multiply": "product",
        "divide": "quotient",
        "negate": "negative",
        "same": "second name",
        "sqrt": "root",
        "exp": "exponential",
        "log": "logarithm",
        "sin": "sine",
        "cos": "cosine",
        **dict.fromkeys(("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"), "comparison"),
        "absolute": "absolute value",
        "where": "choice",
        "erf": "error function",
        "var": "variance",
        "rms_norm": "RMS norm",
        "std": "standard deviation",
        "eye": "identity matrix",
        "upstream": "upstream gradient",
    }
    assert ALL_OPS["log_softmax"].called == "log softmax"


def test_pythons_operators_are_ops_of_the_alphabet():
    """What Python's operators make on nodes is in the alphabet, except the power, which may be a square."""
    made = {name for name, op in Node.operators.items() if op in ALL_OPS.values()}
    assert set(Node.operators) - made == {"power", "slice"}
