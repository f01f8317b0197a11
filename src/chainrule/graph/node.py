"""Op and Node: a kind of operation, and one use of it.

A node is immutable, holds no numbers and is compared by identity. Making a node checks the shapes of its
operands, so a mistake surfaces on the line of the person who made it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, NoReturn

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.among_arrays import AmongArrays
from chainrule.graph.display import Displayed, shortened
from chainrule.graph.given_arrays import number_array
from chainrule.graph.origin import Line, user_line, write_line
from chainrule.graph.shape import Dimension, Shape, as_shape, write_shape
from chainrule.settings import written

Array = NDArray[np.float64]  # of real numbers; the checker's float64 stands for float32 too
Attribute = int | float | str | Shape | Array | None


@dataclass(frozen=True, eq=False, repr=False)
class Op:
    """A kind of operation; calling it makes a node. Its mathematics stands first, then the traits of it.

    A *compound* op has a `definition` in simpler ops, as a textbook writes it, and, where that would overflow,
    a `computation` that gives the same number safely. An op without `forward` is computed that way.
    """

    name: str
    shape: Callable[..., Shape]  # of the operands' shapes and the attributes
    forward: Callable[..., object] | None = None  # of the operands' arrays and the attributes
    vjp: Callable[["Node", "Node"], tuple["Node | None", ...]] | None = None  # of a node and its cotangent
    definition: Callable[..., "Node"] | None = None  # of the operands and the attributes
    computation: Callable[..., "Node"] | None = None
    noun: str = ""  # what it is called in a sentence, where that is not its name
    entrywise: bool = False  # it acts on entries, and its operands are stretched to one shape
    commutative: bool = False
    sides: Callable[..., object] | None = None  # of the operands: on which side of its corner or jump each entry lies

    @property
    def called(self) -> str:
        """What it is called in a sentence."""
        return self.noun or self.name.replace("_", " ")

    def __call__(self, *operands: "Node | float | Array", **attributes: Attribute) -> "Node":
        """The node of this op over `operands`; numbers among them become constants."""
        return make_node(self, tuple(as_node(operand) for operand in operands), attributes)

    def __repr__(self) -> str:
        return f"<op {self.name}>"

    def __deepcopy__(self, memo: object) -> "Op":
        """Itself: ops are told apart by identity."""
        return self

    def __reduce__(self) -> str | tuple[object, ...]:
        """Its name, by which a pickle finds it in the alphabet."""
        return (op_called, (self.name,)) if ALPHABET.get(self.name) is self else super().__reduce__()


ALPHABET: dict[str, Op] = {}  # filled by the ops


def op_called(name: str) -> Op:
    """The op of that name."""
    return ALPHABET[name]


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Node(Displayed, AmongArrays):
    """One use of an op: its operands in order, its attributes, its shape, and the line it was made on.

    >>> import chainrule as cr
    >>> x = cr.input("x", ("n", "m"))
    >>> cr.exp(-x)
    <exp (n, m)>
    """

    op: Op
    operands: tuple["Node", ...]
    attributes: Mapping[str, Attribute]
    shape: Shape
    line: Line | None

    operators: ClassVar[dict[str, Callable[..., "Node"]]] = {}  # filled by the ops: what Python's operators mean

    @property
    def is_leaf(self) -> bool:
        """Whether its number is handed in: an input or a parameter."""
        return self.op in (INPUT, PARAMETER)

    @property
    def name(self) -> str:
        """The name that a leaf was made with; "" for other nodes, whose names belong to a graph."""
        name = self.attributes["name"] if self.is_leaf else ""
        return name if isinstance(name, str) else ""  # as it is: that of a cotangent knows more than its letters

    @property
    def rank(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def T(self) -> "Node":
        """Its transpose: the axes in reverse order."""
        return self.operators["transpose"](self)

    def with_operands(self, operands: tuple["Node", ...]) -> "Node":
        """The same use over other operands; itself when they are the same."""
        if operands == self.operands:  # nodes are equal where they are one
            return self
        return Node(self.op, operands, self.attributes, self.op.shape(*shapes(operands), **self.attributes), self.line)

    def __repr__(self) -> str:  # never descends into operands: a repr must not recurse
        label = f"{self.op.name} {self.name}" if self.is_leaf else self.op.name
        return shortened(f"<{label} {write_shape(self.shape)}>")

    def __bool__(self) -> NoReturn:
        raise GraphError("a node has no truth value, because it holds no number; use where(condition, a, b)")

    def __iter__(self) -> NoReturn:
        raise GraphError("a node cannot be iterated, because its shape may hold letters; take slices such as x[0:2]")

    def __getitem__(self, key: "int | slice | Node | tuple[int | slice | Node, ...]") -> "Node":
        return self.operators["slice"](self, key)

    def __add__(self, other: "Node | float | Array") -> "Node":
        return self.operators["add"](self, other)

    def __radd__(self, other: "float | Array") -> "Node":
        return self.operators["add"](other, self)

    def __sub__(self, other: "Node | float | Array") -> "Node":
        return self.operators["subtract"](self, other)

    def __rsub__(self, other: "float | Array") -> "Node":
        return self.operators["subtract"](other, self)

    def __mul__(self, other: "Node | float | Array") -> "Node":
        return self.operators["multiply"](self, other)

    def __rmul__(self, other: "float | Array") -> "Node":
        return self.operators["multiply"](other, self)

    def __truediv__(self, other: "Node | float | Array") -> "Node":
        return self.operators["divide"](self, other)

    def __rtruediv__(self, other: "float | Array") -> "Node":
        return self.operators["divide"](other, self)

    def __pow__(self, other: "Node | float | Array") -> "Node":
        return self.operators["power"](self, other)

    def __rpow__(self, other: "float | Array") -> "Node":
        return self.operators["power"](other, self)

    def __matmul__(self, other: "Node | Array") -> "Node":
        return self.operators["matmul"](self, other)

    def __rmatmul__(self, other: Array) -> "Node":
        return self.operators["matmul"](other, self)

    def __neg__(self) -> "Node":
        return self.operators["negate"](self)

    def __abs__(self) -> "Node":
        return self.operators["absolute"](self)

    def __gt__(self, other: "Node | float | Array") -> "Node":
        return self.operators["greater"](self, other)

    def __ge__(self, other: "Node | float | Array") -> "Node":
        return self.operators["greater_equal"](self, other)

    def __lt__(self, other: "Node | float | Array") -> "Node":
        return self.operators["less"](self, other)

    def __le__(self, other: "Node | float | Array") -> "Node":
        return self.operators["less_equal"](self, other)


def make_node(op: Op, operands: tuple[Node, ...], attributes: Mapping[str, Attribute]) -> Node:
    """The node of `op` over `operands`, or a ShapeError that names the user's line."""
    line = user_line()
    try:
        shape = op.shape(*shapes(operands), **attributes)
    except ShapeError as error:
        raise ShapeError(f"{error}{write_line(line)}") from None
    except TypeError:  # the signature of a shape rule says what the op takes
        given = ", ".join([f"{len(operands)} operand{'' if len(operands) == 1 else 's'}", *attributes])
        raise GraphError(f"{op.name} does not take {given}{write_line(line)}") from None
    return Node(op, operands, MappingProxyType(dict(attributes)), shape, line)


def shapes(nodes: tuple[Node, ...]) -> tuple[Shape, ...]:
    """The shape of each node."""
    return tuple(node.shape for node in nodes)


# ---- leaves -------------------------------------------------------------------------------------------------------


INPUT = Op("input", lambda *, shape, **_: shape, noun="data")
PARAMETER = Op("parameter", lambda *, shape, **_: shape)
CONSTANT = Op("constant", lambda *, value: np.shape(value), forward=lambda *, value: value)


def input(name: str, shape: Shape | Dimension = (), *, kind: str = "real", unit_axis: int | None = None) -> Node:
    """A leaf for data, by name; `kind="index"` for class labels and other whole numbers.

    `unit_axis` is an axis along which its entries are known to sum to 1, as those of labels do: `simplify` reads it,
    and whoever hands in numbers answers for it.

    >>> input("X", ("n", "m"))
    <input X (n, m)>
    """
    if kind not in ("real", "index"):
        raise GraphError(f'an input is of kind "real" or "index", not {kind!r}')
    shape = as_shape(shape)
    if unit_axis is not None and (type(unit_axis) is not int or not 0 <= unit_axis < len(shape)):
        raise GraphError(f"a unit_axis is one of the axes of {write_shape(shape)}, counted from 0, not {unit_axis!r}")
    known: dict[str, Attribute] = {} if unit_axis is None else {"unit_axis": unit_axis}
    return make_node(INPUT, (), {"name": _name(name), "shape": shape, "kind": kind, **known})


def parameter(name: str, shape: Shape | Dimension = ()) -> Node:
    """A leaf for something to be learned, by name.

    >>> parameter("W1", (3, 2))
    <parameter W1 (3, 2)>
    """
    return make_node(PARAMETER, (), {"name": _name(name), "shape": as_shape(shape)})


def constant(value: float | Array) -> Node:
    """A node that is always this number, or this array of numbers.

    >>> constant(2)
    <constant ()>
    """
    array = number_array(value, "a constant").astype(np.float64)  # a copy: a node must never change
    array.setflags(write=False)
    return make_node(CONSTANT, (), {"value": array if array.ndim else float(array)})


def as_node(value: Node | float | Array) -> Node:
    """`value` itself if it is a node, else the constant of it."""
    if isinstance(value, Node):
        return value
    try:
        return constant(value)
    except GraphError:
        needed = "a node, a number or an array was needed"
        raise GraphError(f"{needed}, not {type(value).__name__} {written(value)}") from None


def require_node(thing: object, what: str) -> None:
    """Nothing, or a GraphError where something is no node."""
    if not isinstance(thing, Node):
        raise GraphError(f'{what} is a node, such as input("x") or an expression of it, not {written(thing)}')


def _name(name: str) -> str:
    if not isinstance(name, str) or not name:
        raise GraphError(f'a leaf needs a name such as "X", not {name!r}')
    return name
