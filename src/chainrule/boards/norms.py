"""Norms of a board: gamma*batch_norm(Z) + beta, layer_norm(Z), rms_norm(x, axis=1, eps=1e-6)."""

import ast
from collections.abc import Callable, Mapping

from chainrule.boards.faults import Place
from chainrule.boards.literals import read_number
from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops import normalization
from chainrule.ops.reductions import Axes
from chainrule.ops.running_averages import MOMENTUM, is_running, keeping, shape_of_averages

Setting = Axes | float
ALONG = {
    "batch_norm": "along the examples: axis=1 where columns are examples, axis=0 where rows are",
    **dict.fromkeys(
        ("layer_norm", "rms_norm"), "along the units: axis=0 where columns are examples, axis=1 where rows are"
    ),
}


def read_norm_setting(key: ast.keyword, function: str, line: Place) -> tuple[str, Setting]:
    """An axis, or several in brackets, or what is added below the root, eps."""
    place = line.at_byte(key.value.col_offset)
    value = _value(key.value)
    if key.arg in ("axis", "dim"):
        axes = value if isinstance(value, tuple) and value else (value,)
        if all(type(one) is int for one in axes):
            return "axis", axes
        raise place.fault(f"axis is a whole number; {function} goes {ALONG[function]}")
    if key.arg in ("eps", "epsilon"):
        if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
            return "epsilon", read_number(value)
        told = f"a number from 0, such as {function}(Z, eps=1e-3); what is data is written out: {LONG_HAND[function]}"
        raise place.fault(f"eps is {told}")
    if key.arg == "momentum" and function == "batch_norm":
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 1:
            return "momentum", read_number(value)
        raise place.fault("momentum is the share of a batch in the averages, above 0 and at most 1, such as 0.1")
    if key.arg in ("gamma", "beta", "weight", "bias", "scale", "center", "affine", "elementwise_affine"):
        raise place.fault(f"{function} has no parameters of its own; write {_beside(function)}")
    if key.arg in SWITCHES:
        raise place.fault(f"a step norms by its batch, and predictions by what is kept; {KEPT}")
    allowed = "axis=, eps= and momentum=" if function == "batch_norm" else "axis= and eps="
    raise place.fault(f"{function} takes {allowed} and nothing else")


SWITCHES = ("training", "track_running_stats", "running_mean", "running_var")  # of other libraries
KEPT = "running mu (k, 1), v (k, 1) declares them, and batch_norm(Z, mu, v) keeps them"
LONG_HAND = {
    **dict.fromkeys(("batch_norm", "layer_norm"), "(x - mean(x, axis=1))/sqrt(var(x, axis=1) + eps)"),
    "rms_norm": "x/sqrt(mean(x**2, axis=1) + eps)",
}


def _value(written: ast.expr) -> object:
    """What is written, where it is a number or several; nothing else is read."""
    try:
        return ast.literal_eval(written)
    except (ValueError, TypeError, SyntaxError):
        return None


def _beside(name: str) -> str:
    return f"gamma*{name}(Z)" if name == "rms_norm" else f"gamma*{name}(Z) + beta"


def _norm(name: str, make: Callable[..., Node]) -> Callable[..., Node]:
    def call(x: Node, *others: Node, **settings: Setting) -> Node:
        if name != "batch_norm" and any(map(is_running, others)):
            raise ShapeError(f"{name} keeps nothing, for it norms each example by itself: {name}(Z)")
        if others:
            raise ShapeError(f"{name} takes one operand; γ and β are parameters beside it: {_beside(name)}")
        return make(x, **settings)

    return call


def _batch_norm(x: Node, *others: Node, momentum: float | None = None, **settings: Setting) -> Node:
    """`batch_norm(Z)`, or `batch_norm(Z, mu, v)` with two running averages."""
    norm = _norm("batch_norm", normalization.batch_norm)
    if not any(map(is_running, others)):
        if momentum is not None and not others:
            raise ShapeError(f"momentum is that of running averages, and none are kept here; {KEPT}")
        return norm(x, *others, **settings)
    names = [one.name for one in others if is_running(one)]
    if len(set(names)) != 2 or len(others) != 2:
        raise ShapeError(f"batch_norm keeps a mean and a variance, two running averages; {KEPT}")
    kept = keeping(norm(x, **settings), (names[0], names[1]), MOMENTUM if momentum is None else momentum)
    needed = shape_of_averages(kept)
    for one in others:
        if one.shape != needed:
            own = f"{one.name} is {write_shape(one.shape)}"
            raise ShapeError(f"{own}, and what is averaged over the examples is {write_shape(needed)} here")
    return kept


NORMS: Mapping[str, Callable[..., Node]] = {
    "batch_norm": _batch_norm,
    **{name: _norm(name, getattr(normalization, name)) for name in ("layer_norm", "rms_norm")},
}
RENAMED: Mapping[str, str] = {
    **dict.fromkeys(("batchnorm", "batchnorm1d", "batchnorm2d", "batchnormalization"), "batch_norm"),
    **dict.fromkeys(("layernorm", "layernormalization"), "layer_norm"),
    **dict.fromkeys(("rmsnorm", "rmsnormalization"), "rms_norm"),
}
INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("instancenorm", "instancenorm2d"), "layer_norm(I, axis=(2, 3)), where I (m, c, h, w) are images"),
    **dict.fromkeys(("standardize", "standardise", "normalize", "zscore"), "(x - mean(x))/std(x); both take an axis"),
    **dict.fromkeys(
        ("groupnorm",), "layer_norm(reshape(I, m, 2, 200), axis=2), where each example has 2 groups of 200"
    ),
}
