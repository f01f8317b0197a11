"""What learns from a table: a network, several networks that are one, or a person's own board."""

from chainrule.architecture.members_text import members_text
from chainrule.errors import ArgumentError
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.tables.board_learner import BoardLearner
from chainrule.tables.board_plan import BoardPlan, board_plan
from chainrule.tables.defaults import Layers
from chainrule.tables.learner import Learner
from chainrule.tables.network_learner import NetworkLearner
from chainrule.tables.parts import Prepared
from chainrule.tables.presets import PRESETS
from chainrule.tables.table_settings import TableSettings


def learner_for(prepared: Prepared, settings: TableSettings, layers: Layers) -> Learner:
    """The board that was given, the board of several networks, or a network."""
    if prepared.plan is not None:
        return _board_learner(prepared, settings, prepared.plan)
    text = PRESETS[settings.preset].text
    if text is not None:
        inputs, classes = prepared.parts["training"].X.shape[1], len(prepared.encoding.classes or ())
        return _board_learner(prepared, settings, board_plan(Board(text(inputs, layers.hidden, classes)), ""))
    network = _network(prepared, settings, layers)
    if layers.members == 1:
        return NetworkLearner(network)
    board = Board(members_text(network.architecture, layers.members))
    return _board_learner(prepared, settings, board_plan(board, ""))


def _board_learner(prepared: Prepared, settings: TableSettings, plan: BoardPlan) -> BoardLearner:
    features, classes = len(prepared.encoding.feature_names), len(prepared.encoding.classes or ())
    sizes = plan.sizes(features, classes, settings.sizes or {}, prepared.encoding.target)
    return BoardLearner(Board(plan.text), settings.batch, sizes, settings.seed, settings.dtype)


def _network(prepared: Prepared, settings: TableSettings, layers: Layers) -> Network:
    """One number, one sigmoid for two classes, or a softmax with an output for each class."""
    classes, loss = prepared.encoding.classes, settings.loss
    if classes is None and loss in ("logistic", "cross_entropy"):
        raise ArgumentError("loss", f"{loss} is for classes, and {prepared.encoding.target!r} holds numbers")
    if classes is not None and loss == "logistic" and len(classes) > 2:
        raise ArgumentError("loss", f"logistic is for two classes, and there are {len(classes)}; use cross_entropy")
    if classes is None:
        outputs, output = 1, "identity"
    elif loss == "logistic" or (loss is None and len(classes) == 2):
        outputs, output = 1, "sigmoid"
    else:
        outputs, output = len(classes), "softmax"
    return Network(
        [prepared.parts["training"].X.shape[1], *layers.hidden, outputs],
        hidden=layers.activation,
        output=output,
        loss=loss,
        l2=0.0 if settings.l2 is None else settings.l2,
        dropout=layers.dropout,
        seed=settings.seed,
        dtype=settings.dtype,
    )
