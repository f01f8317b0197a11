"""Derivatives of functions on arrays: write f with nodes, call its derivative with numbers.

f is called once for each set of shapes, to make its graph; after that only numbers flow. Numbers are float64.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from chainrule.errors import GraphError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.given_arrays import number_array
from chainrule.graph.node import Array, Node, as_node, input
from chainrule.transforms.differentiate import backward, forward, gradient, hessian_vector
from chainrule.transforms.simplify import simplify

Function = Callable[..., Node]
Make = Callable[..., Sequence[Node]]  # outputs of f's leaves, and of one more leaf where a derivative needs it


def value_and_gradient(f: Function) -> Callable[..., tuple[float, "Array | tuple[Array, ...]"]]:
    """A function that returns f(*arrays), a number, and its gradient by each array (one array for one argument).

    >>> import chainrule as cr
    >>> value, slope = value_and_gradient(lambda x: cr.sum(x * x))([1.0, 2.0])
    >>> value, slope.tolist()
    (5.0, [2.0, 4.0])
    """
    _require_function(f)

    def outputs(*leaves: Node) -> Sequence[Node]:
        cost = as_node(f(*leaves))
        slopes = gradient(cost, *leaves)
        return (cost, *(slopes if isinstance(slopes, tuple) else (slopes,)))

    compute = _compiled(outputs)

    def derivative(*arrays: ArrayLike) -> tuple[float, "Array | tuple[Array, ...]"]:
        value, *slopes = compute(*arrays)
        return float(value.item()), slopes[0] if len(slopes) == 1 else tuple(slopes)

    return derivative


def jacobian(f: Function) -> Callable[[ArrayLike], Array]:
    """A function that returns ∂f/∂x at x, of shape f(x).shape + x.shape: a backward pass for each entry of f(x).

    >>> jacobian(lambda x: x * x)([1.0, 2.0]).tolist()
    [[2.0, 0.0], [0.0, 4.0]]
    """
    _require_function(f)
    value = _compiled(lambda x: (as_node(f(x)),))

    def outputs(x: Node, seed: Node) -> Sequence[Node]:
        return (backward({as_node(f(x)): seed}, [x])[x],)

    row = _compiled(outputs)

    def derivative(x: ArrayLike) -> Array:
        shape = value(x)[0].shape
        size = int(np.prod(shape))
        seeds = np.eye(size).reshape(size, *shape)
        rows = [row(x, seed)[0] for seed in seeds]
        return np.asarray(rows, dtype=np.float64).reshape((*shape, *np.shape(x)))

    return derivative


def jvp(f: Function) -> Callable[[ArrayLike, ArrayLike], tuple[Array, Array]]:
    """A function that returns f(x) and how it moves when x moves along v.

    >>> value, moved = jvp(lambda x: x * x)(3.0, 1.0)
    >>> float(value), float(moved)
    (9.0, 6.0)
    """
    _require_function(f)

    def outputs(x: Node, v: Node) -> Sequence[Node]:
        value = as_node(f(x))
        return value, *forward([value], {x: v})

    compute = _compiled(outputs)

    def derivative(x: ArrayLike, v: ArrayLike) -> tuple[Array, Array]:
        value, moved = compute(x, v)
        return value, moved

    return derivative


def hessian_vector_product(f: Function) -> Callable[[ArrayLike, ArrayLike], Array]:
    """A function that returns H·v, where H is the second derivative of f, a number, at x.

    >>> import chainrule as cr
    >>> hessian_vector_product(lambda x: cr.sum(x * x * x))([1.0, 2.0], [1.0, 1.0]).tolist()
    [6.0, 12.0]
    """
    _require_function(f)
    compute = _compiled(lambda x, v: (hessian_vector(as_node(f(x)), x, v),))
    return lambda x, v: compute(x, v)[0]


def _compiled(outputs: Make) -> Callable[..., list[Array]]:
    """`outputs` as a function of arrays, its graph made once for each set of shapes."""
    graphs: dict[tuple[tuple[int, ...], ...], tuple[list[Node], list[Node]]] = {}

    def compute(*arrays: ArrayLike) -> list[Array]:
        numbers = [number_array(array, f"argument {i + 1}").astype(np.float64) for i, array in enumerate(arrays)]
        shapes = tuple(array.shape for array in numbers)
        if shapes not in graphs:
            leaves = [input(f"argument {i + 1}", shape) for i, shape in enumerate(shapes)]
            graphs[shapes] = leaves, [simplify(node) for node in outputs(*leaves)]
        leaves, nodes = graphs[shapes]
        return evaluate(nodes, dict(zip(leaves, numbers, strict=True)))

    return compute


def _require_function(f: object) -> None:
    """Nothing, or a GraphError where something cannot be called."""
    if not callable(f):
        raise GraphError(f"a function of nodes is needed, such as lambda x: x * x, not {f!r}")
