"""Nodes: immutable, compared by identity, without numbers, and with the line they were made on."""

import dataclasses
import re

import numpy as np
import pytest

import chainrule as cr

x = cr.input("x", ("n", 3))


@pytest.mark.parametrize("field", ["op", "operands", "attributes", "shape", "line"])
def test_nodes_are_immutable(field):
    """No field of a node can be set."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(cr.exp(x), field, None)


def test_attributes_are_immutable():
    """What a node says of itself cannot be changed in place."""
    with pytest.raises(TypeError, match="does not support item assignment"):
        cr.sum(x, axis=1).attributes["axis"] = (0,)


def test_nodes_are_compared_by_identity():
    """Two uses of one op on the same operands are two nodes, equal to themselves only."""
    one, other = cr.exp(x), cr.exp(x)
    assert one == one
    assert one != other
    assert len({one, other, one}) == 2


@pytest.mark.parametrize(
    ("node", "written"),
    [
        (x, "<input x (n, 3)>"),
        (cr.parameter("W1", (3, 2)), "<parameter W1 (3, 2)>"),
        (cr.constant(2), "<constant ()>"),
        (cr.exp(x), "<exp (n, 3)>"),
        (x[:, 0], "<reshape (n,)>"),
    ],
)
def test_repr_is_the_op_and_the_shape(node, written):
    """A node reads as its op, a leaf with its name, and its shape."""
    assert repr(node) == written


def test_op_has_a_repr():
    """An op reads as its name."""
    assert repr(cr.exp(x).op) == "<op exp>"


def test_a_node_knows_its_line():
    """The line of a node is the user's, not chainrule's."""
    node = cr.mean(cr.sigmoid(x))
    file, line = node.line
    assert file == __file__
    assert line == test_a_node_knows_its_line.__code__.co_firstlineno + 2


def test_only_leaves_have_names():
    """A leaf has the name that it was made with; other names belong to graphs."""
    assert [x.name, cr.exp(x).name, cr.constant(1).name] == ["x", "", ""]


def test_inputs_and_parameters_are_leaves():
    """The number of an input or of a parameter is handed in; that of a constant is known."""
    assert [x.is_leaf, cr.parameter("w").is_leaf, cr.constant(1).is_leaf] == [True, True, False]


def test_rank_is_the_number_of_axes():
    """A number has rank 0, a matrix rank 2."""
    assert [cr.input("s").rank, x.rank] == [0, 2]


def test_a_shape_may_be_one_dimension():
    """`input("v", 3)` and `input("v", "m")` are vectors."""
    assert [cr.input("v", 3).shape, cr.input("v", "m").shape, cr.input("v", np.int64(3)).shape] == [(3,), ("m",), (3,)]


def test_with_operands_keeps_what_does_not_change():
    """The same operands give the node itself; others give a node of the same op, attributes and line."""
    node = cr.sum(x, axis=1)
    other = node.with_operands((cr.input("y", ("n", 3)),))
    assert node.with_operands((x,)) is node
    assert (other.op, other.attributes, other.shape, other.line) == (node.op, node.attributes, node.shape, node.line)


def test_a_constant_is_a_copy():
    """A node does not change when the array it was made from does."""
    array = np.array([1.0, 2.0])
    node = cr.constant(array)
    array[0] = 9
    assert cr.evaluate([node], {})[0].tolist() == [1, 2]


def test_a_constant_array_is_read_only():
    """The array inside a constant refuses to be written to."""
    with pytest.raises(ValueError, match="read-only"):
        cr.constant(np.zeros(2)).attributes["value"][0] = 1


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: cr.input(""), cr.GraphError, "a leaf needs a name such as \"X\", not ''"),
        (lambda: cr.input(3), cr.GraphError, 'a leaf needs a name such as "X", not 3'),
        (lambda: cr.input("x", kind="int"), cr.GraphError, 'an input is of kind "real" or "index", not \'int\''),
        *(
            (
                lambda shape=shape: cr.parameter("x", shape),
                cr.ShapeError,
                f'a dimension is a whole number from 0 or a letter such as "m", not {written}',
            )
            for shape, written in [
                (-1, "-1"),
                ((2, 1.5), "1.5"),
                ((True,), "True"),
                ("1m", "'1m'"),
                ([2, 3], "[2, 3]"),
                (None, "None"),
            ]
        ),
    ],
)
def test_leaves_refuse_wrong_names_kinds_and_shapes(make, error, message):
    """A leaf needs a name, a kind, and a shape of numbers from 0 and letters."""
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        make()


def test_a_node_has_no_truth_value():
    """A node in an `if` is refused, with `where` as the way out."""
    with pytest.raises(cr.GraphError, match=r"^a node has no truth value, .*; use where\(condition, a, b\)$"):
        bool(x > 0)


def test_a_node_cannot_be_iterated():
    """A node in a `for` is refused, with slices as the way out."""
    with pytest.raises(cr.GraphError, match=r"^a node cannot be iterated, .*; take slices such as x\[0:2\]$"):
        list(x)
