"""What a batch norm keeps beside parameters: running averages of the means and variances of the batches it has seen.

In training each batch is normed by its own mean and variance, and both averages move a share p towards these; whatever
is computed afterwards is normed by the averages (Ioffe and Szegedy, *Batch Normalization*, 2015, algorithm 2).
"""

from collections.abc import Iterable, Mapping

from chainrule.errors import ShapeError
from chainrule.graph.node import INPUT, Node, make_node
from chainrule.graph.shape import Shape
from chainrule.ops.elementwise import maximum, sqrt
from chainrule.ops.normalization import BATCH_NORM, epsilon_of
from chainrule.ops.reductions import axis_of, count, mean
from chainrule.ops.variance import var

RUNNING = "running"  # the kind of such a leaf
MOMENTUM = 0.1  # the share of a batch in an average, as in PyTorch
STARTS = (0.0, 1.0)  # of the mean and of the variance, before any batch


def keeping(norm: Node, names: tuple[str, str], momentum: float = MOMENTUM) -> Node:
    """A batch norm that moves a running mean and a running variance of these names by its batches.

    >>> import chainrule as cr
    >>> averages_of(keeping(cr.batch_norm(cr.input("Z", ("k", "m"))), ("mu", "v")))
    ('mu', 'v')
    """
    if not 0 < momentum <= 1:
        raise ShapeError(f"momentum is the share of a batch in an average, above 0 and at most 1, not {momentum}")
    return norm.op(*norm.operands, **norm.attributes, running=names, momentum=momentum)


def averages_of(node: Node) -> tuple[str, ...]:
    """The names of the averages that a node moves: of none but a batch norm that keeps some."""
    names = node.attributes.get("running", ())
    return tuple(map(str, names)) if node.op is BATCH_NORM and isinstance(names, tuple) else ()


def keeps(nodes: Iterable[Node]) -> dict[str, Node]:
    """The batch norm that moves each average, by the average's name."""
    return {name: node for node in nodes for name in averages_of(node)}


def of_batch(norm: Node) -> tuple[Node, Node]:
    """The mean of a batch, and its variance with the divisor n − 1, as an estimate of that of all examples has."""
    (x,), axis = norm.operands, axis_of(norm)
    size = count(x, axis)
    return mean(x, axis), size / maximum(size - 1, 1) * var(x, axis)  # of one example there is no spread: 0


def moved(norm: Node, old: Mapping[str, Node]) -> dict[str, Node]:
    """What each average becomes: (1 − p) of what it was, and the share p of the batch."""
    share = float(str(norm.attributes["momentum"]))
    names = averages_of(norm)
    return {name: (1 - share) * old[name] + share * new for name, new in zip(names, of_batch(norm), strict=True)}


def by_averages(norm: Node, x: Node, old: Mapping[str, Node]) -> Node:
    """What becomes of x where no batch is looked at: (x − μ)/√(v + ε), by the averages."""
    middle, spread = (old[name] for name in averages_of(norm))
    return (x - middle) / sqrt(spread + epsilon_of(norm))


def shape_of_averages(norm: Node) -> Shape:
    """The shape of each of the two: that of a mean over the examples."""
    return mean(norm.operands[0], axis_of(norm)).shape


def running(name: str, shape: Shape) -> Node:
    """A leaf that stands for an average where a batch norm is told which two it keeps, and nowhere else."""
    return make_node(INPUT, (), {"name": name, "shape": shape, "kind": RUNNING})


def is_running(node: Node) -> bool:
    """Whether a node stands for a running average."""
    return node.attributes.get("kind") == RUNNING
