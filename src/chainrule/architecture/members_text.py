"""The whiteboard of several networks that are one: they learn side by side, and the mean of their outputs predicts.

The mean of the members' costs, which they learn by, is the cost of the mean output and how far they are apart:
mean of (z_j − y)² = (z̄ − y)² + variance of z_j (Krogh and Vedelsby, 1995), and of the cross-entropy of logits likewise
H(z̄, y) + mean of logsumexp(z_j) − logsumexp(z̄) (Wood et al., 2023). So the board has both by name, `fit` is what the
mean is worth, and `spread`, never below 0, is what averaging gains.
"""

from collections.abc import Iterator

from chainrule.architecture.board_text import call_of, name_on_boards
from chainrule.architecture.layers import Architecture
from chainrule.errors import SettingError

FIT = "fit"  # the cost of the members' mean
SPREADS = {
    "squared_error": "mean(sum(var({one}, axis=0, keepdims=False), axis=0))",
    "logistic": "mean(mean(softplus({one}), axis=0, keepdims=False) - softplus({mean}))",
    "cross_entropy": "mean(mean(logsumexp({one}, axis=1), axis=0, keepdims=False) - logsumexp({mean}))",
}


def members_text(architecture: Architecture, members: int) -> str:
    """The board on which so many networks of one architecture learn, from starts and with dropout of their own.

    Every array of a member is an entry along the first axis, so that each line is that of one network.

    >>> from chainrule.architecture.layers import make_architecture
    >>> print(members_text(make_architecture((2, 3, 1), "relu", "identity", None), members=4))
    data X (2, m), Y (1, m)
    params W1 (12, 2) ~ he, b1 (12, 1) = 0
    params W2 (4, 1, 3) ~ glorot, b2 (4, 1, 1) = 0
    Z1 = reshape(W1 @ X + b1, (4, 3, m))
    A1 = relu(Z1)
    Z2 = W2 @ A1 + b2
    Z = mean(Z2, axis=0, keepdims=False)
    fit = squared_error(Z, Y)
    spread = mean(sum(var(Z2, axis=0, keepdims=False), axis=0))
    L = fit + spread
    """
    loss = name_on_boards(architecture.loss)
    if loss not in SPREADS:
        raise SettingError(f"members are averaged by {', '.join(SPREADS)}, and not by {loss}")
    return "\n".join(_lines(architecture, members, loss))


def _lines(architecture: Architecture, members: int, loss: str) -> Iterator[str]:
    sizes, depth = architecture.sizes, architecture.depth
    kinds = {"logistic": " binary", "cross_entropy": " one-hot"}
    yield f"data X ({sizes[0]}, m), Y ({sizes[-1]}, m){kinds.get(loss, '')}"
    if architecture.dropout:
        masks = (f"D{layer} ({members}, {sizes[layer]}, m)" for layer in range(1, depth))
        yield f"data {', '.join(f'{mask} ~ dropout({architecture.dropout!r})' for mask in masks)}"
    for layer in range(1, depth + 1):
        # over X the members' rows lie below each other: one product is faster than a stack of them
        rows = f"{members * sizes[1]}, " if layer == 1 else f"{members}, {sizes[layer]}, "
        weight = f"W{layer} ({rows}{sizes[layer - 1]}) ~ {architecture.initializer_of(layer)}"
        yield f"params {weight}, b{layer} ({rows}1) = 0"
    below = "X"
    for layer in range(1, depth):
        yield _product(layer, below, architecture, members)
        applied, below = call_of(architecture.hidden[layer - 1], f"Z{layer}"), f"A{layer}"
        yield f"{below} = {f'D{layer} * ' if architecture.dropout else ''}{applied}"
    yield _product(depth, below, architecture, members)
    yield f"Z = mean(Z{depth}, axis=0, keepdims=False)"
    yield f"{FIT} = {loss}(Z, Y)"
    yield f"spread = {SPREADS[loss].format(one=f'Z{depth}', mean='Z')}"
    yield f"L = {FIT} + spread{_penalty(architecture, members)}"


def _product(layer: int, below: str, architecture: Architecture, members: int) -> str:
    product = f"W{layer} @ {below} + b{layer}"
    return f"Z{layer} = " + (product if layer > 1 else f"reshape({product}, ({members}, {architecture.sizes[1]}, m))")


def _penalty(architecture: Architecture, members: int) -> str:
    """What each member's weights cost, in the mean."""
    if not architecture.l2:
        return ""
    squares = " + ".join(f"sum(W{layer}**2)" for layer in range(1, architecture.depth + 1))
    return f" + {architecture.l2 / 2 / members!r}*({squares})"
