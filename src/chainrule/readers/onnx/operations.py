"""A graph's nodes as operations of ONNX: the same ops, in the same order, under the same names.

Ops that ONNX knows are named in a table; the others are opened, as every engine opens them. Prediction graphs are what
is written so, and what has no place in one, such as a pick by labels, is refused by its name.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import DTypeLike

from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Shape
from chainrule.ops.identifiers import identifier
from chainrule.ops.linear import reshape, stretched_axes
from chainrule.ops.reductions import axis_of, sum
from chainrule.readers.onnx.model_file import OnnxGraph
from chainrule.transforms.expand import Opening, open_ops
from chainrule.transforms.simplify import simplify
from chainrule.wording import listing

EXAMPLES = "m"  # the letter that counts examples

# what ONNX computes by one operation: entry by entry, between entries that are stretched to one shape, matrices
SAME: Mapping[str, str] = {
    **{name: name.title() for name in ("cos", "exp", "floor", "log", "sign", "sin", "sqrt", "tanh")},
    "absolute": "Abs",
    "negate": "Neg",
    "add": "Add",
    "subtract": "Sub",
    "multiply": "Mul",
    "divide": "Div",
    "power": "Pow",
    "maximum": "Max",
    "minimum": "Min",
    "matmul": "MatMul",
    "transpose": "Transpose",
    "sigmoid": "Sigmoid",
    "relu": "Relu",
    "same": "Identity",
}
COMPARISONS: Mapping[str, str] = {
    "greater": "Greater",
    "greater_equal": "GreaterOrEqual",
    "less": "Less",
    "less_equal": "LessOrEqual",
    "equal": "Equal",
}
REDUCED: Mapping[str, str] = {"sum": "ReduceSum", "mean": "ReduceMean", "max": "ReduceMax"}
SOFT: Mapping[str, str] = {"softmax": "Softmax", "log_softmax": "LogSoftmax"}  # along one axis


def write_operations(
    onnx: OnnxGraph, graph: Graph, given: Mapping[str, str], parameters: Mapping[str, Array], dtype: DTypeLike
) -> str:
    """The name of a graph's one output, after its operations were added to `onnx`.

    `given` are the names there of leaves that are data, in their own shapes; `parameters` become constants.
    Raises SettingError for an op that ONNX has no word for.
    """
    opened = simplify(open_ops(simplify(graph), _opening))
    if strange := sorted({node.op.called for node in opened.order if node.op.name not in WRITTEN}):
        raise SettingError(f"ONNX has no word for {listing(strange)}; export --to numpy writes a script instead")
    writer = _Writer(onnx, opened, given, parameters, np.dtype(dtype))
    (output,) = opened.outputs.values()
    made: dict[Node, str] = {}
    for node in opened.order:
        made[node] = writer.write(node, [made[operand] for operand in node.operands])
    return made[output]


def _opening(op: Op) -> Opening | None:
    if op.name in WRITTEN:
        return None
    return _sum_to if op.name == "sum_to" else op.computation or op.definition


def _sum_to(x: Node, *, shape: Shape) -> Node:
    axes = stretched_axes(x.shape, shape)
    return reshape(sum(x, axis=axes) if axes else x, shape)


class _Writer:
    """Writes one node after another, operands first."""

    def __init__(
        self,
        onnx: OnnxGraph,
        graph: Graph,
        given: Mapping[str, str],
        parameters: Mapping[str, Array],
        dtype: "np.dtype[np.generic]",
    ) -> None:
        self.onnx, self.graph, self.given, self.parameters, self.dtype = onnx, graph, given, parameters, dtype

    def write(self, node: Node, operands: list[str]) -> str:
        """The name of what a node computes."""
        return WRITTEN[node.op.name](self, node, operands)

    def add(self, node: Node, operation: str, *inputs: str, **attributes: object) -> str:
        """An operation that makes a node, under the node's own name where it has one."""
        name = self.graph.name_of(node)
        called = identifier(name) if name else ""
        return self.onnx.add(operation, *inputs, called=called, **attributes)  # type: ignore[arg-type]

    def number(self, value: object) -> str:
        """A constant in the type that is computed in."""
        return self.onnx.constant(np.asarray(value), self.dtype)

    def leaf(self, node: Node, _: list[str]) -> str:
        """Data that was handed in, or a parameter."""
        if node.op.name == "parameter":
            return self.onnx.constant(self.parameters[node.name], self.dtype, called=node.name)
        if node.name not in self.given:
            raise SettingError(f"the prediction reads {node.name}, which no column of a table is")
        return self.given[node.name]

    def constant(self, node: Node, _: list[str]) -> str:
        """A number, or an array of them."""
        return self.number(node.attributes["value"])

    def same(self, node: Node, operands: list[str]) -> str:
        """One operation for the op."""
        return self.add(node, SAME[node.op.name], *operands)

    def square(self, node: Node, operands: list[str]) -> str:
        """X · X."""
        return self.add(node, "Mul", operands[0], operands[0])

    def expm1(self, node: Node, operands: list[str]) -> str:
        """Exp(x) − 1 as tanh(x/2) · (exp(x) + 1), which keeps the digits of small numbers."""
        half = self.onnx.add("Tanh", self.onnx.add("Mul", operands[0], self.number(0.5)))
        more = self.onnx.add("Add", self.onnx.add("Exp", operands[0]), self.number(1))
        return self.add(node, "Mul", half, more)

    def log1p(self, node: Node, operands: list[str]) -> str:
        """Log(1 + x)."""
        return self.add(node, "Log", self.onnx.add("Add", operands[0], self.number(1)))

    def erf(self, node: Node, operands: list[str]) -> str:
        """The error function, which runtimes know in single precision alone."""
        if self.dtype == np.float32:
            return self.add(node, "Erf", *operands)
        return self.onnx.cast(self.onnx.add("Erf", self.onnx.cast(operands[0], np.float32)), self.dtype)

    def softplus(self, node: Node, operands: list[str]) -> str:
        """Log(1 + exp(x)) as max(x, 0) + log(1 + exp(−|x|)), which does not overflow; Softplus has no double either."""
        small = self.onnx.add("Exp", self.onnx.add("Neg", self.onnx.add("Abs", operands[0])))
        rest = self.onnx.add("Log", self.onnx.add("Add", small, self.number(1)))
        return self.add(node, "Add", self.onnx.add("Relu", operands[0]), rest)

    def comparison(self, node: Node, operands: list[str]) -> str:
        """1 or 0."""
        truth = self.onnx.add(COMPARISONS[node.op.name], *operands)
        return self.onnx.cast(truth, self.dtype)

    def where(self, node: Node, operands: list[str]) -> str:
        """One of two, by what is not 0."""
        asked = self.onnx.cast(operands[0], np.bool_)
        return self.add(node, "Where", asked, *operands[1:])

    def reduced(self, node: Node, operands: list[str]) -> str:
        """Entries along axes made one, which stay as axes of size 1; or all of them, a number."""
        axes = axis_of(node)
        if axes is None:
            return self.add(node, REDUCED[node.op.name], operands[0], keepdims=0)
        return self.add(node, REDUCED[node.op.name], operands[0], self.onnx.constant(axes, np.int64))

    def soft(self, node: Node, operands: list[str]) -> str:
        """Softmax along its axis."""
        axes = axis_of(node)
        if axes is None or len(axes) != 1:
            raise SettingError(f"ONNX has {node.op.called} along one axis; write it with exp and sum")
        return self.add(node, SOFT[node.op.name], operands[0], axis=axes[0])

    def reshape(self, node: Node, operands: list[str]) -> str:
        """The entries in another shape."""
        return self.add(node, "Reshape", operands[0], self._shape(node.shape))

    def broadcast(self, node: Node, operands: list[str]) -> str:
        """Axes of size 1 stretched; those of the examples are stretched where they are used."""
        if EXAMPLES in node.shape:
            sizes = tuple(1 if size == EXAMPLES else size for size in node.shape)
            return self.add(node, "Expand", operands[0], self._shape(sizes))
        return self.add(node, "Expand", operands[0], self._shape(node.shape))

    def concatenate(self, node: Node, operands: list[str]) -> str:
        """One behind the other."""
        return self.add(node, "Concat", *operands, axis=int(str(node.attributes["axis"])))

    def slice(self, node: Node, operands: list[str]) -> str:
        """A part along an axis."""
        places = (self.onnx.constant([int(str(node.attributes[key]))], np.int64) for key in ("start", "stop", "axis"))
        return self.add(node, "Slice", operands[0], *places)

    def _shape(self, shape: Shape) -> str:
        """A shape as numbers; −1 is however many examples there are."""
        return self.onnx.constant([-1 if size == EXAMPLES else int(size) for size in shape], np.int64)


WRITTEN: Mapping[str, Callable[[_Writer, Node, list[str]], str]] = {
    **dict.fromkeys(("input", "parameter"), _Writer.leaf),
    **dict.fromkeys(SAME, _Writer.same),
    **dict.fromkeys(COMPARISONS, _Writer.comparison),
    **dict.fromkeys(REDUCED, _Writer.reduced),
    **dict.fromkeys(SOFT, _Writer.soft),
    "constant": _Writer.constant,
    "square": _Writer.square,
    "expm1": _Writer.expm1,
    "log1p": _Writer.log1p,
    "erf": _Writer.erf,
    "softplus": _Writer.softplus,
    "where": _Writer.where,
    "reshape": _Writer.reshape,
    "broadcast": _Writer.broadcast,
    "concatenate": _Writer.concatenate,
    "slice": _Writer.slice,
}
