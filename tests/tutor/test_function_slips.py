"""Slips at functions of one operand: each named wrong way back, what is said of it, and the number that it gives."""

import math

import pytest

import chainrule as cr
from chainrule.tutor.function_slips import through_function
from chainrule.tutor.verdicts import Kind

X, G = 0.3, 1.7
x, g = cr.parameter("x"), cr.input("g")
S, T = 1 / (1 + math.exp(-X)), math.tanh(X)


SQUARED = [(Kind.PART, "In the slope of the tanh, f is squared; here it is not.", G * (1 - T))]


def slope(of, at):
    """The textbook's slope of σ or tanh."""
    s, t = 1 / (1 + math.exp(-at)), math.tanh(at)
    return s * (1 - s) if of == "sigmoid" else 1 - t * t


def expected(name, value, factors):
    """What is said, and the number: of σ or tanh, whose value and the factors of whose slope are given."""
    true, other = slope(name, X), {"sigmoid": "tanh", "tanh": "sigmoid"}[name]
    with_own = 1 - S * S if name == "sigmoid" else T * (1 - T)  # the other's slope, written with this output
    belongs = f"stands where that of the {name} belongs."
    return [
        (Kind.SLOPE, f"On the way back through the {name}, its slope is missing.", G),
        *factors,
        (Kind.ADDED, f"The slope of the {name} is added, but the chain rule multiplies.", G + true),
        (Kind.UNDIFFERENTIATED, f"The {name} stands there as it is, where its derivative belongs.", G * value),
        (Kind.PLACE, f"The slope of the {name} is taken at f, but it belongs at x.", G * slope(name, value)),
        (
            Kind.OPERAND,
            f"The slope of the {name} is written with x where f belongs.",
            G * (X * (1 - X) if name == "sigmoid" else 1 - X * X),
        ),
        (Kind.OPERATOR, f"The slope of the {name} multiplies; here something is divided by it.", G / true),
        (
            Kind.TWICE,
            f"The slope of the {name} multiplies twice; or it has cancelled already, and stands there once more.",
            G * true * true,
        ),
        *(
            [(Kind.PART, "In the slope of the tanh, f is squared; here it is not.", G * (1 - T))]
            if name == "tanh"
            else []
        ),
        (Kind.ANOTHER_SLOPE, f"The slope of the {other} {belongs}", G * with_own),
        (Kind.ANOTHER_SLOPE, f"The slope of the {other} {belongs}", G * slope(other, X)),
        (Kind.ANOTHER_SLOPE, f"The slope of the relu {belongs}", G),
        (Kind.ANOTHER_SLOPE, f"The slope of the relu {belongs}", G),
    ]


PARTS = [
    (Kind.PART, "Only a part of the slope of the sigmoid is there; f is missing.", G * (1 - S)),
    (Kind.PART, "Only a part of the slope of the sigmoid is there.", G * S),
]


@pytest.mark.parametrize(("name", "value", "factors"), [("sigmoid", S, PARTS), ("tanh", T, [])])
def test_each_way_back_has_its_sentence_and_its_number(name, value, factors):
    """In their order, none left out."""
    node = getattr(cr, name)(x)
    found = []
    for kind, sentence, parts in through_function(node, g, lambda one: {x: "x", node: "f"}[one]):
        (part,) = parts()
        found.append((kind, sentence, pytest.approx(float(cr.evaluate([part], {x: X, g: G})[0]), rel=1e-12)))
    assert expected(name, value, factors) == found
