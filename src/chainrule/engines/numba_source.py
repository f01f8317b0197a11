"""The Numba engine's language: loops as small functions, matrix products by the BLAS, and numbers in between."""

import math
from collections.abc import Sequence

from chainrule.engines.geometry import geometry
from chainrule.engines.language import Declarations, Language, NestTable, is_entry
from chainrule.engines.steps import is_turned
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import ATOM, COMPARISONS, OF_ONE, OF_TWO, OPERATORS, PRODUCT, SCALARS


def write_real(value: float) -> str:
    """A number as Python source that is no integer.

    >>> write_real(2), write_real(float("-inf"))
    ('2.0', '-np.inf')
    """
    if math.isfinite(value):
        return repr(float(value))
    return {math.inf: "np.inf", -math.inf: "-np.inf"}.get(value, "np.nan")


NESTS = NestTable(  # the functions are those of `kernels`
    entries={
        **OPERATORS,
        **COMPARISONS,
        **{name: (f"{name}({{0}})", ATOM) for name in (*OF_ONE, "erf", "square", "softplus")},
        **{name: (f"{name}({{0}}, {{1}})", ATOM) for name in OF_TWO},
        "where": ("where({0}, {1}, {2})", ATOM),
        "broadcast": ("{0}", ATOM),
        **dict.fromkeys(("one_hot", "eye"), ("real({0} == {1})", ATOM)),
        "dropout_mask": ("real(stays({0}, {1}, {2}, {kept_from})) * {3}", PRODUCT),
        "uniform": ("real(fraction({0}, {1}, {2}))", ATOM),
        "narrow": ("real({0})", ATOM),
    },
    starts={"sum": "real(0)", "wide": "0.0", "max": "real(-np.inf)"},
    steps={"sum": ("add({0}, {1})", ATOM), "max": ("maximum({0}, {1})", ATOM)},
    literal=lambda value: f"real({write_real(value)})",
    handed="{0} = real({0})",
)


class Numba(Language):
    """A call for each loop; every number is given its type."""

    nests = NESTS
    numbers = {
        **OPERATORS,
        **COMPARISONS,
        **{name: (f"math.{name}({{0}})", ATOM) for name in (*OF_ONE, "erf")},
        **{name: (f"np.{name}({{0}}, {{1}})", ATOM) for name in OF_TWO},
        "absolute": ("abs({0})", ATOM),
        **{name: (f"{name}({{0}})", ATOM) for name in ("floor", "sign")},
        "softplus": ("np.logaddexp({0}, 0.0)", ATOM),
        "where": SCALARS["where"],
        **dict.fromkeys(("sum", "max", "slice", "reshape"), ("{0}", ATOM)),  # of a single number
        "matmul": ("np.dot({0}, {1})", ATOM),
        "logdet": ("log_determinant({0})", ATOM),
        "entry": ("{0}[{zeros}]", ATOM),
    }
    arrays = {
        "matmul": "np.dot({0}, {1}, {out})",
        "summed_product": "summed_product({0}, {1}, {out})",
        "broadcast": "{out}[...] = {0}",
        "reshape": "{out}.reshape({0}.shape)[...] = {0}",
        "part": "{window} = {0}",
        "gather": "gather({0}, {1}, {axis}, {out})",
        "scatter_add": "scatter_add({0}, {1}, {axis}, {out})",
        "pick": "pick({0}, {1}, {axis}, {out})",
        "unfold": "unfold({0}, {geometry}, {out})",
        "fold": "fold({0}, {geometry}, {out})",
        "product_for_maps": "maps_of({0}, {1}, {out})",
        "product_for_windows": "windows_of({0}, {1}, {out})",
        "product_for_filters": "filters_of({0}, {1}, {out})",
        "inverse": "inverse_matrix({0}, {out})",
    }
    dimension = "float(m)", ATOM
    handed_length = "length({0})"
    mask_key = "dropout_key({0}, {mask}, {1})"

    def whole(self, node: Node, operands: Sequence[str], out: str, more: Declarations) -> list[str]:
        """A product of stacks, whose matrices may be read in columns, is a function of its own; windows say where."""
        if node.op.name in ("unfold", "fold"):
            return self.filled(node.op.name, operands, out, {"geometry": f"({', '.join(map(str, geometry(node)))})"})
        if node.op.name != "matmul" or node.rank < 3:
            return super().whole(node, operands, out, more)
        turned = [is_turned(one) for one in node.operands]
        texts = map(self._unturned, node.operands, operands)
        return [f"stack_product({', '.join([*texts, *map(str, turned)])}, {out})"]

    def _unturned(self, node: Node, text: str) -> str:
        """The text of what is turned; that of what is not, as it is."""
        if not is_turned(node):
            return text
        before, after = self.view(node.op.name, "|", node.attributes).split("|")
        return text.removeprefix(before).removesuffix(after)

    def cut(self, node: Node, slot: int) -> str:
        """A window on flat memory."""
        return f"cut(memory, slots[{slot}], {write_shape_tuple(node)})"

    def literal(self, value: float) -> str:
        """A number that is no integer, and so never becomes one."""
        return write_real(value)

    def constant(self, name: str, value: Array, place: int) -> tuple[str, bool]:  # noqa: ARG002 - any is handed in
        """An argument."""
        return f"{name} = constants_{place + 1}", True

    def typed(self, node: Node, text: str, strength: int, *, exact: bool) -> str:  # noqa: ARG002 - every number
        """Each number gets its type; an entry of an array has it."""
        if is_entry(node):
            return text
        return f"float({text})" if exact else f"real({text})"


def write_shape_tuple(node: Node) -> str:
    """The shape of a node as Python source.

    >>> from chainrule.graph.node import input
    >>> write_shape_tuple(input("X", (3, "m"))), write_shape_tuple(input("v", (3,)))
    ('(3, m)', '(3,)')
    """
    return f"({', '.join(map(str, node.shape))}{',' if node.rank == 1 else ''})"
