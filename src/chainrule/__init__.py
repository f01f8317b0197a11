"""chainrule: neural networks that show their work."""

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from chainrule.errors import (
    ChainruleError,
    CheckpointNote,
    DataError,
    DivergenceError,
    GraphError,
    MissingPackageError,
    ModelFileError,
    SettingError,
    ShapeError,
    WhiteboardError,
)

if TYPE_CHECKING:
    from chainrule.estimators.linear import LinearRegression, LogisticRegression
    from chainrule.estimators.mlp import MLPClassifier, MLPRegressor
    from chainrule.estimators.tables import TableClassifier, TableRegressor
    from chainrule.faces.board import Board, whiteboard
    from chainrule.faces.checking import check
    from chainrule.faces.curves import training_curves
    from chainrule.faces.equations import equations
    from chainrule.faces.moving import race, random_search
    from chainrule.faces.network import Network
    from chainrule.faces.opening import open
    from chainrule.faces.widgets import widget
    from chainrule.graph.evaluate import evaluate
    from chainrule.graph.graph import Graph
    from chainrule.graph.node import Node, constant, input, parameter
    from chainrule.graph.values import Values
    from chainrule.monitor.monitor import Monitor
    from chainrule.ops.activations import elu, gelu, leaky_relu, relu, sigmoid, silu, softplus, tanh
    from chainrule.ops.convolution import conv1d, conv2d, max_pool, mean_pool
    from chainrule.ops.dropout import dropout_mask
    from chainrule.ops.elementwise import (
        absolute,
        cos,
        equal,
        exp,
        expm1,
        floor,
        log,
        log1p,
        maximum,
        minimum,
        not_equal,
        power,
        sign,
        sin,
        sqrt,
        square,
        where,
    )
    from chainrule.ops.error_function import erf
    from chainrule.ops.identity import eye, trace
    from chainrule.ops.indexing import gather, pick
    from chainrule.ops.inverses import inverse, logdet
    from chainrule.ops.linear import concatenate, reshape
    from chainrule.ops.losses import (
        absolute_error,
        cross_entropy,
        half_squared_error,
        huber,
        logistic,
        one_hot,
        squared_error,
    )
    from chainrule.ops.normalization import batch_norm, layer_norm, rms_norm
    from chainrule.ops.products import matmul, outer, swapaxes, transpose
    from chainrule.ops.reductions import dimension, log_softmax, logsumexp, max, mean, softmax, sum
    from chainrule.ops.variance import std, var
    from chainrule.readers.curves.comparison import curves
    from chainrule.readers.neurons import neurons
    from chainrule.tables.table_model import DataNote, TableModel
    from chainrule.training.batches import BatchSize, full_batch, growing_size
    from chainrule.training.batching.adadamp import AdaDamp
    from chainrule.training.batching.cabs import CABS
    from chainrule.training.batching.doubling import Doubling
    from chainrule.training.batching.noise_matched import NoiseMatched
    from chainrule.training.callbacks import Callback, EarlyStopping, ReduceOnPlateau
    from chainrule.training.checkpointing import Checkpointing
    from chainrule.training.far_targets import TargetNote
    from chainrule.training.optimizers import SGD, AdaGrad, Adam, AdamW, Momentum, Nesterov, Optimizer, RMSprop
    from chainrule.training.record import Record
    from chainrule.training.recording import Recording
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
    from chainrule.transforms.differentiate import differentiate, gradient
    from chainrule.transforms.expand import expand
    from chainrule.transforms.functions import hessian_vector_product, jacobian, jvp, value_and_gradient
    from chainrule.transforms.hessian import hessian
    from chainrule.transforms.simplify import simplify

# NumPy, and what stands on it, takes longer to import than a command needs to answer: each name is loaded when it is
# first asked for.
_HOMES = {
    "estimators.linear": "LinearRegression LogisticRegression",
    "estimators.mlp": "MLPClassifier MLPRegressor",
    "estimators.tables": "TableClassifier TableRegressor",
    "faces.board": "Board whiteboard",
    "faces.checking": "check",
    "faces.curves": "training_curves",
    "faces.equations": "equations",
    "faces.moving": "race random_search",
    "faces.network": "Network",
    "faces.opening": "open",
    "faces.widgets": "widget",
    "graph.evaluate": "evaluate",
    "graph.graph": "Graph",
    "graph.node": "Node constant input parameter",
    "graph.values": "Values",
    "monitor.monitor": "Monitor",
    "ops.activations": "elu gelu leaky_relu relu sigmoid silu softplus tanh",
    "ops.convolution": "conv1d conv2d max_pool mean_pool",
    "ops.dropout": "dropout_mask",
    "ops.elementwise": "absolute cos equal exp expm1 floor log log1p maximum minimum not_equal power sign sin sqrt "
    "square where",
    "ops.error_function": "erf",
    "ops.identity": "eye trace",
    "ops.indexing": "gather pick",
    "ops.inverses": "inverse logdet",
    "ops.linear": "concatenate reshape",
    "ops.losses": "absolute_error cross_entropy half_squared_error huber logistic one_hot squared_error",
    "ops.products": "matmul outer swapaxes transpose",
    "ops.reductions": "dimension log_softmax logsumexp max mean softmax sum",
    "ops.normalization": "batch_norm layer_norm rms_norm",
    "ops.variance": "std var",
    "readers.curves.comparison": "curves",
    "readers.neurons": "neurons",
    "tables.table_model": "DataNote TableModel",
    "training.batches": "BatchSize full_batch growing_size",
    "training.batching.adadamp": "AdaDamp",
    "training.batching.cabs": "CABS",
    "training.batching.doubling": "Doubling",
    "training.batching.noise_matched": "NoiseMatched",
    "training.callbacks": "Callback EarlyStopping ReduceOnPlateau",
    "training.checkpointing": "Checkpointing",
    "training.far_targets": "TargetNote",
    "training.optimizers": "SGD AdaGrad Adam AdamW Momentum Nesterov Optimizer RMSprop",
    "training.record": "Record",
    "training.recording": "Recording",
    "training.run": "Run",
    "training.schedules": "Schedule cosine coslog4 exponential flat_cos inverse_time step_decay warm_up",
    "transforms.differentiate": "differentiate gradient",
    "transforms.expand": "expand",
    "transforms.functions": "hessian_vector_product jacobian jvp value_and_gradient",
    "transforms.hessian": "hessian",
    "transforms.simplify": "simplify",
}
_LATER = {name: f"chainrule.{module}" for module, names in _HOMES.items() for name in names.split()}

_MEANT = {"hvp": "hessian_vector_product", "vjp": "gradient", "grad": "gradient", "dot": "matmul"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        known = [] if name.startswith("_") else __all__  # tools look for such names, and read no hint
        begin = [one for one in known if len(name) > 2 and one.lower().startswith(name.lower())]
        close = [_MEANT[name]] if name in _MEANT else begin or get_close_matches(name, known, cutoff=0.75)
        raise AttributeError(f"chainrule has no {name!r}" + (f"; did you mean {close[0]}?" if close else ""))
    import_module("chainrule.ops")  # which gives nodes their operators
    value: object = getattr(import_module(_LATER[name]), name)
    globals()[name] = value  # the next one finds it without asking
    return value


def __dir__() -> list[str]:
    return list(__all__)


__all__ = [
    "CABS",
    "SGD",
    "AdaDamp",
    "AdaGrad",
    "Adam",
    "AdamW",
    "BatchSize",
    "Board",
    "Callback",
    "ChainruleError",
    "CheckpointNote",
    "Checkpointing",
    "DataError",
    "DataNote",
    "DivergenceError",
    "Doubling",
    "EarlyStopping",
    "Graph",
    "GraphError",
    "LinearRegression",
    "LogisticRegression",
    "MLPClassifier",
    "MLPRegressor",
    "MissingPackageError",
    "ModelFileError",
    "Momentum",
    "Monitor",
    "Nesterov",
    "Network",
    "Node",
    "NoiseMatched",
    "Optimizer",
    "RMSprop",
    "Record",
    "Recording",
    "ReduceOnPlateau",
    "Run",
    "Schedule",
    "SettingError",
    "ShapeError",
    "TableClassifier",
    "TableModel",
    "TableRegressor",
    "TargetNote",
    "Values",
    "WhiteboardError",
    "absolute",
    "absolute_error",
    "batch_norm",
    "check",
    "concatenate",
    "constant",
    "conv1d",
    "conv2d",
    "cos",
    "cosine",
    "coslog4",
    "cross_entropy",
    "curves",
    "differentiate",
    "dimension",
    "dropout_mask",
    "elu",
    "equal",
    "equations",
    "erf",
    "evaluate",
    "exp",
    "expand",
    "expm1",
    "exponential",
    "eye",
    "flat_cos",
    "floor",
    "full_batch",
    "gather",
    "gelu",
    "gradient",
    "growing_size",
    "half_squared_error",
    "hessian",
    "hessian_vector_product",
    "huber",
    "input",
    "inverse",
    "inverse_time",
    "jacobian",
    "jvp",
    "layer_norm",
    "leaky_relu",
    "log",
    "log1p",
    "log_softmax",
    "logdet",
    "logistic",
    "logsumexp",
    "matmul",
    "max",
    "max_pool",
    "maximum",
    "mean",
    "mean_pool",
    "minimum",
    "neurons",
    "not_equal",
    "one_hot",
    "open",
    "outer",
    "parameter",
    "pick",
    "power",
    "race",
    "random_search",
    "relu",
    "reshape",
    "rms_norm",
    "sigmoid",
    "sign",
    "silu",
    "simplify",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "square",
    "squared_error",
    "std",
    "step_decay",
    "sum",
    "swapaxes",
    "tanh",
    "trace",
    "training_curves",
    "transpose",
    "value_and_gradient",
    "var",
    "warm_up",
    "where",
    "whiteboard",
    "widget",
]
