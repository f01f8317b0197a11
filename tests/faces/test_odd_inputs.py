"""What is of the wrong kind is answered by a sentence that says what is needed, never by an error of Python's."""

from fractions import Fraction

import numpy as np
import pytest

import chainrule as cr

X, Y = np.eye(2), np.array([0, 1])
x = cr.input("x")
board = cr.whiteboard("data X (n, m)\nparams w (1, n)\nL = mean((w @ X)**2)")
NUMBERS = {"X": X, "w": [[1, 2]]}


def network(**choices):
    """A small network."""
    return cr.Network([2, 3, 1], **choices)


def train(**choices):
    """Its training for an epoch, with something odd."""
    return network().train(X, Y, **{"epochs": 1, "batch_size": 2, **choices})


ODD = (
    (lambda: cr.gradient(x * x, [x]), r"what a cost is differentiated by is a node, such as input\(.x.\)"),
    (lambda: cr.gradient(x * x, "x"), r"differentiated by is a node, .* not 'x'"),
    (lambda: cr.gradient(5, x), "a cost is a node, .* not 5"),
    (lambda: cr.gradient(x * x), r"by what is the cost to be differentiated\? name a node: gradient\(cost, x\)"),
    (lambda: cr.differentiate(x * x), "a graph with an output is differentiated"),
    (lambda: cr.differentiate(cr.Graph({})), "a graph with an output is differentiated"),
    (lambda: cr.Graph({"L": 5}), "output 'L' is a node, .* not 5"),
    (lambda: cr.Graph([x]), "a graph has its nodes by name"),
    (lambda: cr.Graph({"L": x}).node(5), "a node is asked for by its name, such as 'L', not 5"),
    (lambda: cr.evaluate([5], {}), "what is evaluated is a node"),
    (lambda: cr.evaluate([x], {"x": 1}), "a key of the leaves' numbers is a node, .* not 'x'"),
    (lambda: cr.evaluate([x], 5), r"leaves get their numbers as \{x: 3.0\}, not 5"),
    (lambda: cr.Values(5, {}), "values are those of a graph and of its leaves by name"),
    (lambda: cr.simplify("a"), "what is to be rewritten is a node"),
    (lambda: cr.expand(None), "what is to be rewritten is a node"),
    (lambda: cr.constant("a"), "a constant is a number or an array of numbers, not 'a'"),
    (lambda: cr.constant([[1], [2, 3]]), r"a constant needs rows of one length, not \[\[1\], \[2, 3\]\]"),
    (lambda: cr.sum(x, axis="a"), "an axis is a whole number, or a tuple of some, not 'a'"),
    (lambda: cr.value_and_gradient(5), "a function of nodes is needed, such as lambda x: x"),
    (lambda: cr.jvp(lambda a: a)("a", 1.0), "argument 1 is a number or an array of numbers, not 'a'"),
    (lambda: cr.Network(5), r"sizes are two or more whole numbers such as \[784, 30, 10\], not 5"),
    (lambda: cr.Network(["a"]), r"sizes are two or more whole numbers .* not \['a'\]"),
    (lambda: cr.Network("2-3-1"), "sizes are two or more whole numbers .* not '2-3-1'"),
    (lambda: cr.Network([2, True, 1]), r"sizes are two or more whole numbers .* not \[2, True, 1\]"),
    (lambda: network(l2="a"), "l2 is a number from 0, not 'a'"),
    (lambda: network(dropout=None), "dropout, the share of units dropped, is a number from 0 to below 1, not None"),
    (lambda: network(seed=1.5), "a seed is a whole number from 0, not 1.5"),
    (lambda: network(average="no"), "average is True or False, not 'no'"),
    (lambda: network(frozen=5), r"frozen takes names such as \['W1'\], not 5"),
    (lambda: train(callbacks=print), r"callbacks is a list of functions or Callbacks, .* not <built-in"),
    (lambda: train(callbacks=[5]), "callbacks is a list of functions"),
    (lambda: train(epochs="a"), "epochs is a whole number from 0, not 'a'"),
    (lambda: train(epochs=float("nan")), "epochs is a whole number from 0, not nan"),
    (lambda: train(validation=(X,)), r"validation is \(X, y\) in round brackets, or the share of rows"),
    (lambda: train(metrics=5), "metrics takes names"),
    (lambda: network().neurons(-1), "digits is a whole number from 0, not -1"),
    (lambda: network().check(X, Y, "a"), "entries is a whole number from 1, not 'a'"),
    (lambda: network().script(X, Y, epochs="a"), "epochs is a whole number from 1, not 'a'"),
    (lambda: network().save(5), "a file's name is a text such as 'model.safetensors', not 5"),
    (lambda: cr.Network.load(None), "a file's name is a text"),
    (lambda: cr.whiteboard(5), "a board is a text, such as 'f = .*', not int"),
    (lambda: cr.whiteboard(["f = x"]), "a board is a text, .* not list"),
    (lambda: board.claim(5), "a claim is a text, .* not int"),
    (lambda: board.trace(5), "values are numbers by name, .* not 5"),
    (lambda: board.bind(X=[[1, 2], [3]], w=[[1, 2]]), r"X needs rows of one length"),
    (lambda: board.check(NUMBERS, entries=0), "entries is a whole number from 1, not 0"),
    (lambda: board.script(NUMBERS, steps="a"), "steps is a whole number from 1, not 'a'"),
    (lambda: board.script(NUMBERS, learning_rate="a"), "learning_rate is a number, not 'a'"),
)  # fmt: skip


@pytest.mark.parametrize(("make", "sentence"), ODD, ids=[sentence[:40] for _, sentence in ODD])
def test_odd_inputs(make, sentence):
    """A ChainruleError says what was found and what is needed."""
    with pytest.raises(cr.ChainruleError, match=sentence):
        make()


def test_what_is_meant_is_taken():
    """A name alone, numbers of NumPy and fractions are as good as lists and Python's own."""
    assert network(frozen="W1").frozen == {"W1"}
    assert cr.Network(np.array([2, 3, 1]), l2=np.float32(0.5), seed=np.int64(3)).architecture.sizes == (2, 3, 1)
    assert cr.constant(Fraction(1, 2)).attributes["value"] == 0.5
    assert train(epochs=np.int64(1)).epochs == 1
