"""How filters are written: W ∗ X, and on the way back W ∗ᵀ G for images and G ⋆ X for filters; windows by their size.

A stride is said where it is not 1, a padding where it is not 0, and the size of a result where it does not follow.
"""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.ops.windows import Steps, times
from chainrule.readers.notation.formula import CONVOLVED, CORRELATED, HADAMARD, SPREAD, Call, Formula, Infix, Words


def write_convolution(node: Node, operands: Sequence[Formula]) -> Formula:
    """W ∗ X, of filters and images."""
    x, w = operands
    return Infix(CONVOLVED, (w, x), HADAMARD, _words(_steps(node)))


def write_transposed_convolution(node: Node, operands: Sequence[Formula]) -> Formula:
    """W ∗ᵀ G, the images that get what the filters W make of the maps G."""
    return Infix(SPREAD, tuple(operands), HADAMARD, _words([*_size_of_images(node), *_steps(node)]))


def write_correlation(node: Node, operands: Sequence[Formula]) -> Formula:
    """G ⋆ X, the filters that get what the maps G make of the images X."""
    x, g = operands
    return Infix(CORRELATED, (g, x), HADAMARD, _words([*_size_of_filters(node), *_steps(node)]))


def write_unfold(node: Node, operands: Sequence[Formula]) -> Formula:
    """windows[3 × 3](X)."""
    return Call("windows", tuple(operands), _words([times(_numbers(node, "size")), *_steps(node)]))


def write_fold(node: Node, operands: Sequence[Formula]) -> Formula:
    """fold[28 × 28](U): windows put back into images of that size, and added up; upsample[2 × 2](G) of copies."""
    if (copied := _copied_over_windows(node, operands[0])) is not None:
        size, stride = _numbers(node, "size"), _numbers(node, "stride")
        said = [times(size), *([f"stride {_alike(stride)}"] if stride != size else [])]
        pairs = zip(size, node.operands[0].shape[-len(size) :], stride, strict=True)
        if tuple(k + (int(count) - 1) * s for k, count, s in pairs) != node.shape[2:]:
            said.append(f"to {times(node.shape[2:])}")
        return Call("upsample", (copied,), _words(said))
    return Call("fold", tuple(operands), _words([times(node.shape[2:]), *_steps(node)]))


def _copied_over_windows(node: Node, written: Formula) -> Formula | None:
    """What has an entry for each window, where the windows are copies of these; None of other windows."""
    (windows,) = node.operands
    if any(_numbers(node, "padding")) or windows.op.name != "broadcast" or not isinstance(written, Infix):
        return None
    (entries,), call = windows.operands, written.operands[0]
    if entries.op.name != "reshape" or not isinstance(call, Call) or call.function != "reshape":
        return None
    axes = len(node.shape) - 2
    is_each = entries.shape == (*windows.shape[:2], *[1] * axes, *windows.shape[-axes:])
    return call.arguments[0] if is_each and windows.operands[0].operands[0].rank == node.rank else None


def write_pool(node: Node, operands: Sequence[Formula]) -> Formula:
    """A call, max pool[2 × 2](X); the stride is said where it is not the size of a window."""
    size, stride = _numbers(node, "size"), _numbers(node, "stride")
    said = [times(size), *([f"stride {_alike(stride)}"] if stride != size else [])]
    return Call(node.op.name.replace("_", " "), tuple(operands), _words(said))


def _numbers(node: Node, name: str) -> Steps:
    return tuple(node.attributes[name])  # type: ignore[arg-type]


def _steps(node: Node) -> list[str]:
    """Stride and padding, where they are not 1 and 0."""
    usual = ("stride", 1), ("padding", 0)
    found = [(name, _numbers(node, name), number) for name, number in usual]
    return [f"{name} {_alike(numbers)}" for name, numbers, number in found if set(numbers) != {number}]


def _alike(numbers: Steps) -> str:
    """One number where all are the same."""
    return str(numbers[0]) if len(set(numbers)) == 1 else times(numbers)


def _words(said: Sequence[str]) -> Words | None:
    return Words(", ".join(said)) if said else None


def _size_of_images(node: Node) -> list[str]:
    """The size of images, where some of their rows are in no window, so that it does not follow."""
    w, g = node.operands
    pairs = zip(w.shape[2:], g.shape[2:], _numbers(node, "stride"), _numbers(node, "padding"), strict=True)
    follows = tuple(int(k) + (int(count) - 1) * s - 2 * p for k, count, s, p in pairs)
    return [] if follows == node.shape[2:] else [f"size {times(node.shape[2:])}"]


def _size_of_filters(node: Node) -> list[str]:
    x, g = node.operands
    pairs = zip(x.shape[2:], g.shape[2:], _numbers(node, "stride"), _numbers(node, "padding"), strict=True)
    follows = tuple(int(h) + 2 * p - (int(count) - 1) * s for h, count, s, p in pairs)
    return [] if follows == node.shape[2:] else [f"size {times(node.shape[2:])}"]
