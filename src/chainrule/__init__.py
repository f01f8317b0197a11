"""chainrule: neural networks that show their work."""

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from chainrule.errors import (
    ChainruleError,
    DataError,
    DivergenceError,
    GraphError,
    MissingPackageError,
    ModelFileError,
    SettingError,
    ShapeError,
    WhiteboardError,
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

if TYPE_CHECKING:
    from chainrule.faces.board import Board, whiteboard
    from chainrule.faces.equations import equations
    from chainrule.faces.network import Network
    from chainrule.training.batches import BatchSize, full_batch, growing_size
    from chainrule.training.callbacks import Callback, EarlyStopping, ReduceOnPlateau
    from chainrule.training.optimizers import SGD, Adam, AdamW, Momentum, Nesterov, Optimizer, RMSprop
    from chainrule.training.run import Run
    from chainrule.training.schedules import (
        Schedule,
        cosine,
        coslog4,
        exponential,
        flat_cos,
        inverse_time,
        step_decay,
        warm_up,
    )

# Networks, boards and training take longer to import than NumPy does: each is loaded when it is first asked for.
_LATER = {
    "Board": "chainrule.faces.board",
    "whiteboard": "chainrule.faces.board",
    "equations": "chainrule.faces.equations",
    "Network": "chainrule.faces.network",
    "BatchSize": "chainrule.training.batches",
    "full_batch": "chainrule.training.batches",
    "growing_size": "chainrule.training.batches",
    "Callback": "chainrule.training.callbacks",
    "EarlyStopping": "chainrule.training.callbacks",
    "ReduceOnPlateau": "chainrule.training.callbacks",
    "SGD": "chainrule.training.optimizers",
    "Adam": "chainrule.training.optimizers",
    "AdamW": "chainrule.training.optimizers",
    "Momentum": "chainrule.training.optimizers",
    "Nesterov": "chainrule.training.optimizers",
    "Optimizer": "chainrule.training.optimizers",
    "RMSprop": "chainrule.training.optimizers",
    "Run": "chainrule.training.run",
    "Schedule": "chainrule.training.schedules",
    "cosine": "chainrule.training.schedules",
    "coslog4": "chainrule.training.schedules",
    "exponential": "chainrule.training.schedules",
    "flat_cos": "chainrule.training.schedules",
    "inverse_time": "chainrule.training.schedules",
    "step_decay": "chainrule.training.schedules",
    "warm_up": "chainrule.training.schedules",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        close = get_close_matches(name, __all__, n=1)
        raise AttributeError(f"chainrule has no {name!r}" + (f"; did you mean {close[0]}?" if close else ""))
    value: object = getattr(import_module(_LATER[name]), name)
    globals()[name] = value  # the next one finds it without asking
    return value


def __dir__() -> list[str]:
    return list(__all__)


__all__ = [
    "SGD",
    "Adam",
    "AdamW",
    "BatchSize",
    "Board",
    "Callback",
    "ChainruleError",
    "DataError",
    "DivergenceError",
    "EarlyStopping",
    "Graph",
    "GraphError",
    "MissingPackageError",
    "ModelFileError",
    "Momentum",
    "Nesterov",
    "Network",
    "Node",
    "Optimizer",
    "RMSprop",
    "ReduceOnPlateau",
    "Run",
    "Schedule",
    "SettingError",
    "ShapeError",
    "Values",
    "WhiteboardError",
    "absolute",
    "absolute_error",
    "concatenate",
    "constant",
    "cos",
    "cosine",
    "coslog4",
    "cross_entropy",
    "differentiate",
    "dimension",
    "dropout_mask",
    "elu",
    "equal",
    "equations",
    "evaluate",
    "exp",
    "expand",
    "exponential",
    "flat_cos",
    "floor",
    "full_batch",
    "gelu",
    "gradient",
    "growing_size",
    "half_squared_error",
    "hessian_vector_product",
    "huber",
    "input",
    "inverse_time",
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
    "step_decay",
    "sum",
    "tanh",
    "transpose",
    "value_and_gradient",
    "warm_up",
    "where",
    "whiteboard",
]
