"""Functions of a board that take sizes, or change shapes: ones(n, 1), eye(n), reshape(X, (3, 2))."""

from collections.abc import Callable, Mapping, Sequence

from chainrule.errors import ShapeError
from chainrule.graph.node import Node, constant
from chainrule.graph.shape import Dimension
from chainrule.ops import identity, linear


def _size(one: Node) -> Dimension | None:
    """A letter, or a whole number, as it stands in a shape; None for anything else."""
    if one.op.name == "dimension":
        return str(one.attributes["dimension"])
    if one.op.name == "negate":
        size = _size(one.operands[0])
        return -size if isinstance(size, int) else None
    value = one.attributes.get("value") if one.shape == () else None
    return int(value) if isinstance(value, float) and value.is_integer() else None


def _sizes(sizes: Sequence[Node], told: str) -> tuple[Dimension, ...]:
    """Letters and whole numbers, or a ShapeError that tells how they are written."""
    found = [size for one in sizes if (size := _size(one)) is not None]
    if not sizes or len(found) < len(sizes):
        raise ShapeError(told)
    return tuple(found)


def _filled(name: str, number: float) -> Callable[..., Node]:
    """`ones(n, 1)`: a matrix of one number, its sizes in letters or whole numbers."""
    told = f"the sizes of {name} are letters or whole numbers from 1: {name}(n, 1)"

    def call(*sizes: Node) -> Node:
        shape = _sizes(sizes, told)
        if any(isinstance(size, int) and size < 1 for size in shape):
            raise ShapeError(told)
        return linear.broadcast(constant(number), shape=shape)

    return call


def _eye(*sizes: Node) -> Node:
    """`eye(n)`, the identity matrix; NumPy's eye(n, m) of two sizes is none."""
    told = "an identity matrix has one size, a letter or a whole number from 1: eye(n)"
    size, *others = _sizes(sizes, told)
    if any(other != size for other in others) or len(others) > 1 or (isinstance(size, int) and size < 1):
        raise ShapeError(told)
    return identity.eye(size)


def _reshaped(x: Node, *sizes: Node) -> Node:
    """`reshape(X, (3, 2))`, of which one size may be −1; a letter may stay, beside axes of size 1 that come or go."""
    if sum(size.op.name == "negate" for size in sizes) > 1:
        raise ShapeError("one size of a new shape may be -1, and follows from the others: reshape(X, (2, -1))")
    return linear.reshape(x, _sizes(sizes, "a new shape is written in letters or whole numbers: reshape(X, (3, 2))"))


def _joined(*parts: Node, axis: int = 0) -> Node:
    """`concatenate([A, B], axis=0)`, along sizes that are numbers: no letter is the sum of two."""
    numbers = [part for part in parts if not part.rank]
    if numbers and len(numbers) < len(parts):
        axis_too = "; an axis is written axis=1" if len(parts) > 2 and numbers == [parts[-1]] else ""
        raise ShapeError(f"concatenate takes arrays with axes, and a number has none{axis_too}")
    sizes = [part.shape[axis] for part in parts if -part.rank <= axis < part.rank]
    if any(isinstance(size, str) for size in sizes):
        letter = next(size for size in sizes if isinstance(size, str))
        instead = f"write a line sizes {letter} = 4, or a product for each part, Wx @ x + Wh @ h"
        raise ShapeError(f"no letter is the sum of {' and '.join(map(str, sizes))}; {instead}")
    return linear.concatenate(parts, axis)


OF_SIZES: Mapping[str, Callable[..., Node]] = {
    "ones": _filled("ones", 1),
    "zeros": _filled("zeros", 0),
    "ones_like": lambda x: linear.broadcast(constant(1), shape=x.shape),
    "zeros_like": lambda x: linear.broadcast(constant(0), shape=x.shape),
    "eye": _eye,
    "reshape": _reshaped,
    "concatenate": _joined,
}
