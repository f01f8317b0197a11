"""The whiteboard of a network: the text of the board that trains as the network does."""

from collections.abc import Iterator

from chainrule.architecture.layers import Architecture, Choice
from chainrule.architecture.output_losses import find_loss
from chainrule.errors import SettingError


def board_text(architecture: Architecture, *, labelled: bool) -> str:
    """A line for the data, a line for each layer's parameters, its products and activations, and the cost L.

    With `labelled`, targets are labels, one-hot columns on the board. Raises SettingError for functions of a person's
    own, which a board has no word for.

    >>> from chainrule.architecture.layers import make_architecture
    >>> print(board_text(make_architecture((2, 1), "relu", "sigmoid", None), labelled=False))
    data X (2, m), Y (1, m)
    params W1 (1, 2) ~ glorot, b1 (1, 1) = 0
    Z1 = W1 @ X + b1
    A1 = sigmoid(Z1)
    L = logistic(Z1, Y)
    """
    return "\n".join(_lines(architecture, labelled=labelled))


def _lines(architecture: Architecture, *, labelled: bool) -> Iterator[str]:
    inputs, outputs = architecture.sizes[0], architecture.sizes[-1]
    yield f"data X ({inputs}, m), Y ({outputs}, m){' one-hot' if labelled else ''}"
    if architecture.dropout:
        units = enumerate(architecture.sizes[1:-1], start=1)
        masks = (f"D{layer} ({size}, m) ~ dropout({architecture.dropout!r})" for layer, size in units)
        yield f"data {', '.join(masks)}"
    for layer in range(1, architecture.depth + 1):
        yield f"params {_drawn(architecture, f'W{layer}')}, {_drawn(architecture, f'b{layer}')}"
    below = "X"
    for layer, choice in enumerate((*architecture.hidden, architecture.output), start=1):
        yield f"Z{layer} = W{layer} @ {below} + b{layer}"
        applied, is_dropped = call_of(choice, f"Z{layer}"), architecture.dropout > 0 and layer < architecture.depth
        if is_dropped:
            applied = f"D{layer} * {applied}"
        below = f"Z{layer}" if applied == f"Z{layer}" else f"A{layer}"
        if below[0] == "A":
            yield f"{below} = {applied}"
    yield f"L = {_cost(architecture, below)}"


def _drawn(architecture: Architecture, name: str) -> str:
    shape = "({}, {})".format(*architecture.layout.shapes[name])
    start = architecture.initializer_of(int(name[1:]))
    if name[0] == "b" and start != "normal":
        return f"{name} {shape} = 0"
    return f"{name} {shape} ~ {start}"


def call_of(choice: Choice, argument: str) -> str:
    """An activation of this argument, in the words of a board."""
    return argument if choice == "identity" else f"{name_on_boards(choice)}({argument})"


def _cost(architecture: Architecture, prediction: str) -> str:
    loss = find_loss(name_on_boards(architecture.loss))
    name = name_on_boards(architecture.loss)
    compared = f"Z{architecture.depth}" if loss.on_logits else prediction
    summed = "" if architecture.average else "m*"  # a loss of the board is a mean over examples
    weights = " + ".join(f"sum(W{layer}**2)" for layer in range(1, architecture.depth + 1))
    if architecture.depth > 1:
        weights = f"({weights})"
    penalty = f" + {architecture.l2 / 2!r}*{weights}" if architecture.l2 else ""
    return f"{summed}{name}({compared}, Y){penalty}"


def name_on_boards(choice: Choice) -> str:
    """What a board calls an activation or a loss; a SettingError for a function of a person's own."""
    if isinstance(choice, str):
        return choice
    called = getattr(choice, "__name__", "function")
    raise SettingError(f"{called} is a function of your own, and a board has no word for it; write its formula there")
