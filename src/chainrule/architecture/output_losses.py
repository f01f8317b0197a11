"""Which loss goes with which output: a table, and the choice of the one from the other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chainrule.errors import SettingError
from chainrule.graph.node import Node
from chainrule.ops import losses
from chainrule.settings import written

LossFunction = Callable[..., Node]


@dataclass(frozen=True)
class Loss:
    """A loss of the alphabet and the output it is used with."""

    function: LossFunction
    output: str  # the output it goes with when none is chosen
    on_logits: bool = False  # then the output is not the user's to choose: the loss applies it itself


LOSSES: Mapping[str, Loss] = {
    "squared_error": Loss(losses.squared_error, "identity"),
    "half_squared_error": Loss(losses.half_squared_error, "identity"),
    "absolute_error": Loss(losses.absolute_error, "identity"),
    "huber": Loss(losses.huber, "identity"),
    "logistic": Loss(losses.logistic, "sigmoid", on_logits=True),
    "cross_entropy": Loss(losses.cross_entropy, "softmax", on_logits=True),
}
DEFAULT_LOSSES = {"identity": "squared_error", "sigmoid": "logistic", "softmax": "cross_entropy"}


def find_loss(name: object) -> Loss:
    """The loss of that name."""
    if not isinstance(name, str) or name not in LOSSES:
        names = ", ".join(LOSSES)
        raise SettingError(f"there is no loss {written(name)}; there are {names}, or give a function of nodes")
    return LOSSES[name]


def is_of_classes(loss: str | LossFunction) -> bool:
    """Whether a loss takes what the last layer says for probabilities: those that work on logits do."""
    return isinstance(loss, str) and find_loss(loss).on_logits


def require_match(output: str | LossFunction, loss: str | LossFunction) -> None:
    """Nothing, or a SettingError where a loss applies another output than this one itself."""
    if callable(loss):
        return
    found = find_loss(loss)
    if found.on_logits and output != found.output:
        raise SettingError(f"{loss} works on logits and needs output={found.output!r}, not {written(output)}")


def match_output_and_loss(
    output: str | LossFunction | None, loss: str | LossFunction | None
) -> tuple[str | LossFunction, str | LossFunction]:
    """Both, where the one left out is the one that goes with the other; identity and squared error without either."""
    if output is None:
        output = find_loss(loss).output if isinstance(loss, str) else "identity"
    if loss is None:
        loss = DEFAULT_LOSSES.get(output, "squared_error") if isinstance(output, str) else "squared_error"
    return output, loss
