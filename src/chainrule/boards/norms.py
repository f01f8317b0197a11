"""Norms of a board: gamma*batch_norm(Z) + beta, layer_norm(Z), rms_norm(x, axis=1, eps=1e-6)."""

import ast
from collections.abc import Callable, Mapping

from chainrule.boards.faults import Place
from chainrule.boards.literals import read_number
from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.ops import normalization
from chainrule.ops.reductions import Axes

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
    if key.arg in ("gamma", "beta", "weight", "bias", "scale", "center", "affine", "elementwise_affine"):
        raise place.fault(f"{function} has no parameters of its own; write {_beside(function)}")
    raise place.fault(f"{function} takes axis= and eps= and nothing else")


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
        if others:
            raise ShapeError(f"{name} takes one operand; γ and β are parameters beside it: {_beside(name)}")
        return make(x, **settings)

    return call


NORMS: Mapping[str, Callable[..., Node]] = {name: _norm(name, getattr(normalization, name)) for name in ALONG}
RENAMED: Mapping[str, str] = {
    **dict.fromkeys(("batchnorm", "batchnorm1d", "batchnorm2d", "batchnormalization"), "batch_norm"),
    **dict.fromkeys(("layernorm", "layernormalization"), "layer_norm"),
    **dict.fromkeys(("rmsnorm", "rmsnormalization"), "rms_norm"),
}
INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("instancenorm", "instancenorm2d"), "layer_norm(I, axis=(2, 3)), where I (m, c, h, w) are images"),
    **dict.fromkeys(
        ("standardize", "standardise", "normalize", "zscore"), "(x - mean(x))/std(x), with an axis for each of the two"
    ),
    **dict.fromkeys(("groupnorm",), "layer_norm(reshape(X, m, 2, 50), axis=2), where each example has 2 groups of 50"),
}
