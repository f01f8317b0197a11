"""Among arrays: what becomes of a node that NumPy is handed. Operators reach the node's own; functions are refused.

NumPy would take a node for an array of one object, and give x for the mean of x.
"""

from collections.abc import Callable, Mapping
from typing import NoReturn

from chainrule.errors import GraphError

# array + node and node + array, by what NumPy calls the sign between them
OPERATORS: Mapping[str, tuple[str, str]] = {
    "add": ("__add__", "__radd__"),
    "subtract": ("__sub__", "__rsub__"),
    "multiply": ("__mul__", "__rmul__"),
    "divide": ("__truediv__", "__rtruediv__"),
    "power": ("__pow__", "__rpow__"),
    "matmul": ("__matmul__", "__rmatmul__"),
    "greater": ("__gt__", "__lt__"),
    "greater_equal": ("__ge__", "__le__"),
    "less": ("__lt__", "__gt__"),
    "less_equal": ("__le__", "__ge__"),
}
FUNCTIONS: dict[str, str] = {  # what to write for a function of NumPy; the ops add those that are called alike
    "negative": "-x",
    "true_divide": "a / b",
    **dict.fromkeys(("dot", "vdot", "inner", "tensordot"), "a @ b, with a.T where shapes ask for it"),
    **dict.fromkeys(("amax", "nanmax"), "cr.max(x)"),
    **dict.fromkeys(("min", "amin"), "-cr.max(-x)"),
    "clip": "cr.minimum(cr.maximum(x, a), b)",
    "linalg.norm": "cr.sqrt(cr.sum(x**2))",
    **dict.fromkeys(("stack", "vstack", "hstack"), "cr.concatenate([a, b])"),
}


class AmongArrays:
    """Something that NumPy meets among its arrays and that is none."""

    __slots__ = ()

    def __array_ufunc__(self, ufunc: Callable[..., object], method: str, *inputs: object, **options: object) -> object:
        """What an operator between an array and a node makes; any other function of entries is refused."""
        in_place = isinstance(out := options.pop("out", None), tuple) and out[0] is inputs[0]  # array += node
        if method != "__call__" or ufunc.__name__ not in OPERATORS or options or not (out is None or in_place):
            raise _refusal(ufunc)
        left, right = inputs
        own, reflected = OPERATORS[ufunc.__name__]
        made: object = getattr(left, own)(right) if isinstance(left, AmongArrays) else getattr(right, reflected)(left)
        return made

    def __array_function__(self, function: Callable[..., object], *_: object) -> NoReturn:
        """Nothing: the error for a function of whole arrays."""
        raise _refusal(function)


def _refusal(function: Callable[..., object]) -> GraphError:
    module = str(getattr(function, "__module__", "numpy")).removeprefix("numpy").strip(".")
    name = f"{module}.{function.__name__}".strip(".")
    written = FUNCTIONS.get(name)
    meant = f"write {written}" if written else "chainrule's own functions make nodes, such as cr.exp(x)"
    return GraphError(f"np.{name} computes numbers, and a node holds none; {meant}")
