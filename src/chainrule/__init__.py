"""chainrule: neural networks that show their work."""

from chainrule.errors import (
    ChainruleError,
    DataError,
    DivergenceError,
    GraphError,
    MissingPackageError,
    ModelFileError,
    SettingError,
    ShapeError,
)
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, constant, input, parameter
from chainrule.graph.values import Values
from chainrule.ops.activations import elu, gelu, leaky_relu, relu, sigmoid, silu, softplus, tanh
from chainrule.ops.dropout import dropout_mask
from chainrule.ops.elementwise import (
    absolute,
    cos,
    equal,
    exp,
    floor,
    log,
    maximum,
    minimum,
    not_equal,
    power,
    sin,
    sqrt,
    square,
    where,
)
from chainrule.ops.linear import concatenate, matmul, reshape, transpose
from chainrule.ops.losses import (
    absolute_error,
    cross_entropy,
    half_squared_error,
    huber,
    logistic,
    one_hot,
    squared_error,
)
from chainrule.ops.reductions import dimension, log_softmax, logsumexp, max, mean, softmax, sum
from chainrule.transforms.differentiate import differentiate, gradient
from chainrule.transforms.expand import expand
from chainrule.transforms.functions import hessian_vector_product, jacobian, jvp, value_and_gradient
from chainrule.transforms.simplify import simplify

__all__ = [
    "ChainruleError",
    "DataError",
    "DivergenceError",
    "Graph",
    "GraphError",
    "MissingPackageError",
    "ModelFileError",
    "Node",
    "SettingError",
    "ShapeError",
    "Values",
    "absolute",
    "absolute_error",
    "concatenate",
    "constant",
    "cos",
    "cross_entropy",
    "differentiate",
    "dimension",
    "dropout_mask",
    "elu",
    "equal",
    "evaluate",
    "exp",
    "expand",
    "floor",
    "gelu",
    "gradient",
    "half_squared_error",
    "hessian_vector_product",
    "huber",
    "input",
    "jacobian",
    "jvp",
    "leaky_relu",
    "log",
    "log_softmax",
    "logistic",
    "logsumexp",
    "matmul",
    "max",
    "maximum",
    "mean",
    "minimum",
    "not_equal",
    "one_hot",
    "parameter",
    "power",
    "relu",
    "reshape",
    "sigmoid",
    "silu",
    "simplify",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "square",
    "squared_error",
    "sum",
    "tanh",
    "transpose",
    "value_and_gradient",
    "where",
]
