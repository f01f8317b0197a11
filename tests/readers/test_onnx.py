"""ONNX: the bytes hold what was put in, and every op that is written computes in onnxruntime what it means here."""

import struct

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import op_called
from chainrule.ops.linear import broadcast
from chainrule.readers.onnx.model_file import OnnxGraph
from chainrule.readers.onnx.operations import COMPARISONS, WRITTEN, write_operations

M, TOLERANCE = 3, 1e-12
ROUGH = {"erf": 1e-6}  # runtimes have erf in single precision
NEEDS = "onnxruntime runs what was written; install it with: pip install onnxruntime"
x, y = cr.input("x", (2, "m")), cr.input("y", (2, "m"))
W = cr.parameter("W", (4, 2))
ONE = {"sqrt": cr.exp(x), "log": cr.exp(x), "log1p": cr.exp(x)}
TWO = {"add", "subtract", "multiply", "divide", "power", "maximum", "minimum"}
OWN = {
    "matmul": W @ x,
    "transpose": x.T @ y,
    "constant": x + np.array([[1.0], [2.0]]),
    "where": cr.where(x > y, x, 2 * y),
    "sum": cr.sum(x, axis=0) + y,
    "mean": cr.mean(W) * x,
    "max": cr.max(x, axis=0) + y,
    "softmax": cr.softmax(x),
    "log_softmax": cr.log_softmax(x),
    "reshape": cr.reshape(W, (2, 4)) @ W @ x,
    "broadcast": cr.concatenate([broadcast(cr.mean(W, axis=(0, 1)), shape=(2, 1)), W[:2, :1]], axis=1) @ x,
    "concatenate": cr.concatenate([x, y]),
    "slice": cr.concatenate([x, y])[1:3],
    "input": x + y,
    "parameter": W @ y,
    "gelu": cr.gelu(x),
    "silu": cr.silu(x),
    "elu": cr.elu(x),
    "leaky_relu": cr.leaky_relu(x),
}


def graph_of(name):
    """A graph whose output is made by an op."""
    if name in OWN:
        return cr.Graph({"f": OWN[name]})
    op = op_called(name)
    if name in COMPARISONS:
        return cr.Graph({"f": op(x, y)})
    operands = (cr.exp(x), y) if name in TWO else (ONE.get(name, x),)
    return cr.Graph({"f": op(*operands)})


def written(graph, parameters):
    """The bytes of a graph of x and y, in double precision."""
    onnx = OnnxGraph()
    given = {name: onnx.input(name, np.float64, (2, "m")) for name in ("x", "y")}
    output = write_operations(onnx, graph, given, parameters, np.float64)
    onnx.output(onnx.names.fresh("result"), output, np.float64, ["a"] * graph.node("f").rank)
    return onnx.content("a test")


@pytest.mark.parametrize("name", sorted({*WRITTEN, *OWN}))
def test_an_operation_computes_what_the_op_means(name):
    """What onnxruntime computes of every op that has a word in ONNX is what evaluate computes."""
    runtime = pytest.importorskip("onnxruntime", reason=NEEDS)
    rng = np.random.default_rng(1)
    values = {"x": rng.normal(size=(2, M)), "y": rng.normal(size=(2, M)), "W": rng.normal(size=(4, 2))}
    values["y"][0, 0] = values["x"][0, 0]  # equal in one place, and of the others some are less and some greater
    graph = graph_of(name)
    session = runtime.InferenceSession(written(graph, values))
    handed = {name: values[name] for name in ("x", "y")}
    (found,) = session.run(None, {one.name: handed[one.name] for one in session.get_inputs()})
    (meant,) = evaluate([graph.node("f")], {leaf: values[leaf.name] for leaf in graph.leaves.values()})
    np.testing.assert_allclose(found, meant, rtol=(near := ROUGH.get(name, TOLERANCE)), atol=near)


def test_what_onnx_has_no_word_for_is_refused_by_its_name():
    """A pick by labels has no place in what is predicted."""
    onnx, labels = OnnxGraph(), cr.input("labels", ("m",), kind="index")
    with pytest.raises(SettingError, match=r"ONNX has no word for 'one hot'.*--to numpy"):
        write_operations(onnx, cr.Graph({"f": cr.pick(x, labels)}), {}, {}, np.float64)


def test_a_leaf_that_is_no_data_is_refused():
    """What is predicted reads what was handed in."""
    with pytest.raises(SettingError, match="the prediction reads y, which no column of a table is"):
        write_operations(OnnxGraph(), cr.Graph({"f": x + y}), {"x": "x"}, {}, np.float64)


# ---- bytes --------------------------------------------------------------------------------------------------------


def fields(message):
    """The fields of a message, each with its number and its bytes or number: what protobuf says of the format."""

    def number(at):
        value = shift = 0
        while True:
            byte = message[at]
            value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
            if byte < 128:
                return value, at

    at, found = 0, []
    while at < len(message):
        key, at = number(at)
        value, at = number(at)
        if key & 7 == 2:
            value, at = message[at : at + value], at + value
        found.append((key >> 3, value))
    return found


def all_of(message, field):
    """What the fields of a number hold."""
    return [value for number, value in fields(message) if number == field]


def test_the_operations_are_those_of_the_graph_under_its_names():
    """A network is MatMul, Add, Tanh, MatMul, Add, and what it computes is called Z1, A1, Z2."""
    network = cr.Network([2, 3, 1], hidden="tanh")
    onnx = OnnxGraph()
    given = {"X": onnx.input("X", np.float32, (2, "m"))}
    write_operations(onnx, network.architecture.prediction_graph(), given, network.parameters, np.float32)
    (graph,) = all_of(onnx.content("a network"), 7)
    nodes = all_of(graph, 1)
    assert [all_of(node, 4)[0] for node in nodes] == [b"MatMul", b"Add", b"Tanh", b"MatMul", b"Add"]
    assert [all_of(node, 2)[0] for node in nodes][1::] == [b"Z1", b"A1", b"MatMul1", b"Z2"]


def test_a_constant_is_stored_number_by_number():
    """The tensor of W holds its sizes, its type (1 is float) and its float32 numbers in order."""
    onnx = OnnxGraph()
    assert onnx.constant(W_NUMBERS, np.float32, called="W") == onnx.constant(W_NUMBERS, np.float32, called="W") == "W"
    (graph,) = all_of(onnx.content(""), 7)
    (tensor,) = all_of(graph, 5)
    assert (all_of(tensor, 1), all_of(tensor, 2)) == ([1, 3], [1])
    assert struct.unpack("<3f", all_of(tensor, 9)[0]) == (1.0, -2.5, 4.0)


def test_a_negative_number_takes_ten_bytes():
    """Minus one is 2⁶⁴ − 1 in seven bits a byte, as protobuf has it."""
    onnx = OnnxGraph()
    onnx.add("Softmax", "x", axis=-1)
    (graph,) = all_of(onnx.content(""), 7)
    (attribute,) = all_of(all_of(graph, 1)[0], 5)
    assert all_of(attribute, 3) == [(1 << 64) - 1]


W_NUMBERS = [[1.0, -2.5, 4.0]]
