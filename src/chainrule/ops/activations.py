"""The activations: compound ops, each with its textbook definition and its VJP.

A definition opens to simpler ops, so that σ becomes the gates −, exp, +1, 1/x of lecture 1; a test proves that
the VJP and the definition agree.
"""

import math

import numpy as np

from chainrule.graph.node import Node
from chainrule.ops.elementwise import entrywise, exp, expm1, log, maximum, minimum, unary, where

LEAK = 0.01  # the slope of leaky relu below zero (Maas, Hannun and Ng, 2013)


def _relu_vjp(node: Node, g: Node) -> tuple[Node]:
    return (g * (node.operands[0] > 0),)  # relu'(0) = 0


def _leaky_relu_vjp(node: Node, g: Node) -> tuple[Node]:
    return (where(node.operands[0] > 0, g, LEAK * g),)


def _elu_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,) = node.operands
    return (where(x > 0, g, g * exp(minimum(x, 0))),)


def _silu_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,) = node.operands
    gate = sigmoid(x)
    return (g * (gate + node * (1 - gate)),)


def _gelu_inner(x: Node) -> Node:
    return math.sqrt(2 / math.pi) * (x + 0.044715 * x**2 * x)


def _gelu_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,) = node.operands
    gate = sigmoid(2 * _gelu_inner(x))
    slope = 2 * math.sqrt(2 / math.pi) * (1 + 3 * 0.044715 * x**2)
    return (g * (gate + node * (1 - gate) * slope),)


sigmoid = entrywise(
    "sigmoid",
    unary,
    vjp=lambda node, g: (g * node * (1 - node),),
    definition=lambda x: 1 / (1 + exp(-x)),  # safe as it stands: exp(1000) is inf, and 1 / inf is 0
)
tanh = entrywise(
    "tanh",
    unary,
    np.tanh,
    vjp=lambda node, g: (g * (1 - node**2),),
    definition=lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x)),
)
relu = entrywise(
    "relu",
    unary,
    vjp=_relu_vjp,
    definition=lambda x: where(x <= 0, 0, x),  # lets NaN through, and its slope at 0 is 0
    computation=lambda x: maximum(x, 0),
    sides=np.sign,
)
leaky_relu = entrywise(
    "leaky_relu",
    unary,
    vjp=_leaky_relu_vjp,
    definition=lambda x: where(x > 0, x, LEAK * x),
    sides=np.sign,
)
elu = entrywise(  # Clevert, Unterthiner and Hochreiter, 2016, with alpha 1
    "elu",
    unary,
    vjp=_elu_vjp,
    definition=lambda x: where(x > 0, x, exp(x) - 1),
    computation=lambda x: where(x > 0, x, expm1(minimum(x, 0))),  # eˣ − 1 loses its digits near 0
)
softplus = entrywise(
    "softplus",
    unary,
    lambda x: np.logaddexp(x, 0),
    vjp=lambda node, g: (g * sigmoid(node.operands[0]),),
    definition=lambda x: log(1 + exp(x)),
)
silu = entrywise("silu", unary, vjp=_silu_vjp, definition=lambda x: x * sigmoid(x))
gelu = entrywise(  # Hendrycks and Gimpel, 2016, the tanh form
    "gelu",
    unary,
    vjp=_gelu_vjp,
    definition=lambda x: 0.5 * x * (1 + tanh(_gelu_inner(x))),
    computation=lambda x: x * sigmoid(2 * _gelu_inner(x)),  # the same: 1 + tanh(u) = 2 σ(2u), which does not cancel
)

ACTIVATIONS = (sigmoid, tanh, relu, leaky_relu, elu, softplus, silu, gelu)
