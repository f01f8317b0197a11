"""No choice is passed over: a keyword of a public function, given something that it cannot be, is refused by name."""

import inspect
from functools import partial

import numpy as np
import pytest

import chainrule as cr

X, Y = np.eye(2), np.array([0.0, 1.0])
TABLE = {"a": [0.5, 1.5, 2.5], "y": [1.0, 2.0, 4.0]}
x, w = cr.input("x"), cr.parameter("w")
column, labels = cr.input("c", (2, "m")), cr.input("l", (1, "m"), kind="index")
images = cr.input("X", ("m", 1, 5, 5))
seed, step = cr.input("seed", kind="index"), cr.input("step", kind="index")
graph = cr.Graph({"L": w * x * x})
board = cr.whiteboard("data x = 2\nparams w = 3\nL = (w*x - 1)**2")
line = "data x (n, m), y (1, m)\nparams w (1, n)\nL = squared_error(w @ x, y)"
trained = cr.whiteboard(line)
trained.train(x=X, y=Y, epochs=1, batch_size=2)
classifier = cr.whiteboard("data x (2, m), y (1, m)\nparams w (1, 2)\nz = w @ x\nL = logistic(z, y)")
network = cr.Network([2, 3, 1])
run = network.train(X, Y, epochs=1, batch_size=2)
model = cr.TableModel("y", epochs=1, hidden=()).fit(TABLE)

CALLS = {  # each function with what it cannot do without
    "BatchSize": partial(cr.BatchSize, "3", lambda step, epoch: 3),
    **{name: getattr(cr, name) for name in ("AdaDamp", "CABS", "Doubling", "NoiseMatched")},
    "EarlyStopping": cr.EarlyStopping,
    "Monitor": cr.Monitor,
    "Graph": partial(cr.Graph, {"L": x * x}),
    "Network": partial(cr.Network, [2, 3, 1]),
    "Recording": cr.Recording,
    "Values": partial(cr.Values, graph, {"x": 1.0, "w": 2.0}),
    "concatenate": partial(cr.concatenate, [X, X]),
    "conv1d": partial(cr.conv1d, cr.input("s", ("m", 1, 5)), cr.parameter("k", (1, 1, 2))),
    "conv2d": partial(cr.conv2d, images, cr.parameter("K", (1, 1, 2, 2))),
    "cosine": partial(cr.cosine, 0.1),
    "curves": partial(cr.curves, [1, 2], {"y": [1, 2]}, title="y"),
    "differentiate": partial(cr.differentiate, graph),
    "dropout_mask": partial(cr.dropout_mask, seed, step, (2, "m"), 0.5),
    "equations": partial(cr.equations, board),
    "evaluate": partial(cr.evaluate, [x * x], {x: 1.0}),
    "expand": partial(cr.expand, cr.sigmoid(x)),
    "exponential": partial(cr.exponential, 0.1),
    "gather": partial(cr.gather, column, labels),
    "growing_size": partial(cr.growing_size, 2),
    "hessian": partial(cr.hessian, x * x, x),
    "input": lambda **choice: cr.input("x", **{"shape": (2, 3), **choice}),
    "inverse_time": partial(cr.inverse_time, 0.1),
    **{name: partial(getattr(cr, name), column) for name in ("batch_norm", "layer_norm", "rms_norm")},
    "log_softmax": partial(cr.log_softmax, column),
    "logsumexp": partial(cr.logsumexp, column),
    "max": partial(cr.max, column),
    "max_pool": partial(cr.max_pool, images, 2),
    "mean": partial(cr.mean, column),
    "mean_pool": partial(cr.mean_pool, images, 2),
    "neurons": partial(cr.neurons, [2, 1]),
    "parameter": partial(cr.parameter, "w"),
    "pick": partial(cr.pick, column, labels),
    "race": lambda **choice: cr.race(network, **{"data": (X, Y), "epochs": 1, "view": {"points": 3}, **choice}),
    "random_search": lambda **choice: cr.random_search(network, **{"data": (X, Y), "draws": 3, **choice}),
    "simplify": partial(cr.simplify, x * x),
    "softmax": partial(cr.softmax, column),
    "std": partial(cr.std, column),
    "step_decay": partial(cr.step_decay, 0.1),
    "sum": partial(cr.sum, column),
    "training_curves": partial(cr.training_curves, run),
    "var": partial(cr.var, column),
    "warm_up": partial(cr.warm_up, 0.1),
    **{name: getattr(cr, name) for name in ("AdaGrad", "AdamW", "Adam", "Momentum", "Nesterov", "RMSprop", "SGD")},
    "Optimizer": partial(cr.Optimizer, 0.1),
    "ReduceOnPlateau": cr.ReduceOnPlateau,
    "Schedule": partial(cr.Schedule, 0.1, "own", lambda now: 1.0),
    "Checkpointing": partial(cr.Checkpointing, "run.safetensors"),
    "TableModel.blocks": partial(model.blocks, TABLE),
    "TableModel.onnx": partial(model.onnx, "model.onnx"),
    "TableModel": lambda **settings: cr.TableModel(**{"target": "y", "epochs": 1, **settings}).fit(TABLE),
    **{
        name: partial(getattr(cr, name), column, column)
        for name in ("absolute_error", "cross_entropy", "half_squared_error", "huber", "logistic", "squared_error")
    },
    "Board.backward": board.backward,
    "Board.check": board.check,
    "Board.claim": partial(board.claim, f"d{list(board.graph.outputs)[-1]}/d{board.wrt[0]} = 1"),
    "Board.diagram": board.diagram,
    "Board.page": board.page,
    "Board.equations": board.equations,
    "Board.cost": partial(trained.cost, x=X, y=Y),
    "Board.costs": partial(trained.costs, x=X, y=Y),
    "Board.gradient": partial(trained.gradient, x=X, y=Y),
    "Board.landscape": lambda **choice: classifier.landscape(**{"data": {"x": X, "y": Y}, "points": 3, **choice}),
    "Board.output": partial(trained.output, x=X),
    "Board.predict": partial(trained.predict, x=X),
    "Board.scatter": lambda **choice: classifier.scatter(**{"data": {"x": X, "y": Y}, **choice}),
    "Board.script": board.script,
    "Board.slice": partial(board.slice, "w"),
    "Board.source": trained.source,
    "Board.stand": lambda **choice: classifier.stand(**{"data": {"x": X, "y": Y}, **choice}),
    "Board.surfaces": lambda **choice: classifier.surfaces(**{"data": {"x": X, "y": Y}, **choice}),
    "Board.train": lambda **choice: cr.whiteboard(line).train(**{"x": X, "y": Y, **choice}),
    "Board.trace": board.trace,
    "Board.training_script": partial(trained.training_script, x=X, y=Y),
    "Network.board": network.board,
    "Network.check": partial(network.check, X, Y),
    "Network.claim": partial(network.claim, "dW2 = dZ2 @ A1.T", X=X, y=Y),
    "Network.diagram": network.diagram,
    "Network.page": lambda **choice: network.page(**{"X": X, "y": Y, **choice}),
    "Network.entries": network.entries,
    "Network.equations": network.equations,
    "Network.explain": partial(network.explain, X, Y),
    "Network.graph": network.graph,
    "Network.landscape": partial(network.landscape, X, Y, points=3),
    "Network.load": partial(cr.Network.load, "no file"),
    "Network.neurons": network.neurons,
    "Network.scatter": partial(network.scatter, X, Y),
    "Network.script": partial(network.script, X, Y),
    "Network.set_theta": network.set_theta,
    "Network.slice": partial(network.slice, X, Y, "W1[0,0]"),
    "Network.source": network.source,
    "Network.stand": partial(network.stand, X, Y),
    "Network.surfaces": partial(network.surfaces, X, Y),
    "Network.train": partial(network.train, X, Y),
    "Network.minimize": partial(network.minimize, X, Y),
    "TableModel.arrays": partial(model.arrays, TABLE),
    "TableModel.evaluate": partial(model.evaluate, TABLE),
    "TableModel.fit": partial(model.fit, TABLE),
    "TableModel.load": partial(cr.TableModel.load, "no file"),
    "TableModel.page": partial(model.page, TABLE),
    "TableModel.predict": partial(model.predict, TABLE),
    "TableModel.read": partial(model.read, TABLE),
    "TableModel.script": partial(model.script, TABLE),
    "widget": partial(cr.widget, board.page()),
}
FACES = (cr.Board, cr.Network, cr.TableModel)


def choices(function):
    """The names of what may be chosen: arguments that need not be given."""
    parameters = inspect.signature(function).parameters.values()
    return [one.name for one in parameters if one.default is not one.empty]


def public():
    """Every public function and class, and the methods of the faces.

    Estimators keep whatever they are given until they learn, as scikit-learn's contract has it, and refuse it then.
    """
    for name in cr.__all__:
        thing = getattr(cr, name)
        is_class = isinstance(thing, type)
        if not (is_class and (issubclass(thing, BaseException) or hasattr(thing, "get_params"))):
            yield name, thing
    for face in FACES:
        for name, method in inspect.getmembers(face, callable):
            if not name.startswith("_"):
                yield f"{face.__name__}.{name}", method


WITH_CHOICES = {name: choices(thing) for name, thing in public() if choices(thing)}


class Odd:
    """What no choice can be: neither a number, nor a text, a name, a list, true or false."""

    def __bool__(self):
        raise AssertionError("taken for true or false")


def test_every_function_with_choices_is_called():
    """A new one says here what it cannot do without."""
    assert CALLS.keys() == WITH_CHOICES.keys()


@pytest.mark.parametrize(("name", "choice"), [(name, choice) for name in WITH_CHOICES for choice in WITH_CHOICES[name]])
def test_no_choice_is_passed_over(name, choice):
    """What would be ignored would raise nothing."""
    with pytest.raises(cr.ChainruleError):
        CALLS[name](**{choice: Odd()})
