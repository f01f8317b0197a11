"""The script: it runs without chainrule, and its numbers are ours."""

import json
import subprocess
import sys
import warnings

import numpy as np
import pytest
from tests.engines.random_graphs import random_graph

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.ops.identifiers import identifier
from chainrule.ops.spelling import EXPRESSIONS
from chainrule.readers.script import script
from chainrule.readers.script.intermediates import OPENED
from chainrule.training.batches import Batches, as_batch_size, growing_size
from chainrule.training.listing import list_training

from .lectures import CHAIN, CHAIN_FIGURES, LAYERS, LAYERS_FIGURES, LINEAR, LINEAR_FIGURES, NEURON, NUMBERS, own_name

RUNNER = """
import json, sys, warnings
warnings.simplefilter("ignore")
sys.modules["chainrule"] = None  # an import of it fails
import numpy as np
answers = []
for name, wanted in json.load(sys.stdin):
    space = {"__file__": name}
    exec(compile(open(name).read(), name, "exec"), space)
    answers.append({each: np.asarray(space[each], dtype=float).tolist() for each in wanted})
print("\\n" + json.dumps(answers))
"""
LEAVES = {"input", "parameter", "constant", "dimension"}
EVERY_OP = [*range(26), 39, 42, 54, 65]  # random graphs in which every op is met
OTHERS = [seed for seed in range(100) if seed not in EVERY_OP]


def run(folder, scripts):
    """The wanted variables of each script, run by a Python without chainrule."""
    tasks = []
    for number, (made, wanted) in enumerate(scripts):
        path = folder / f"script{number}.py"
        path.write_text(made.text, encoding="utf-8")
        if made.arrays:
            np.savez(path.with_suffix(".npz"), **made.arrays)
        tasks.append([str(path), list(wanted)])
    command = [sys.executable, "-I", "-c", RUNNER]
    done = subprocess.run(command, input=json.dumps(tasks), capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def close(found, expected, digits=1e-12):
    """Equal shapes, equal numbers."""
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(np.asarray(found, dtype=float), expected, rtol=digits, atol=digits)


# ---- boards -------------------------------------------------------------------------------------------------------


def test_every_op_has_a_script_line():
    """An op is spelled, or opened, or becomes a function by its own computation; a forgotten one is named."""
    functions = {name for name, op in ALL_OPS.items() if op.definition is not None}
    assert set(ALL_OPS) - LEAVES - set(EXPRESSIONS) - OPENED - functions == set()
    assert set(EXPRESSIONS) | OPENED <= set(ALL_OPS)


BOARDS = ["f = sin(x) * y", "f = x * y", "f = 2 * x", "data x (1, m)\nparams w\nf = w * m"]


@pytest.mark.parametrize("text", BOARDS)
def test_a_cotangent_that_the_forward_pass_computes(text):
    """Where ∂f/∂y is what y was multiplied by, it has a line before both."""
    board = cr.whiteboard(text)
    values = board.bind(**{name: [[1, 2]] if leaf.rank else 1.5 for name, leaf in board.graph.leaves.items()})
    space = {"print": lambda *_: None}
    exec(board.script(values).text, space)  # noqa: S102
    for name in board.backward().outputs:
        close(space[identifier(name)], values[name])


def test_script_of_the_gate_chain_says_the_slides_numbers(tmp_path):
    """What it prints are the numbers of f(h(g(m(x)))), forwards and backwards."""
    path = tmp_path / "chain.py"
    path.write_text(script(CHAIN.backward(), CHAIN.bind(x=1)).text, encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", path], capture_output=True, check=True)  # noqa: S603
    printed = dict(line.split(" = ") for line in done.stdout.decode().splitlines())
    for name, figure in CHAIN_FIGURES.items():
        assert abs(float(printed[name]) - float(figure.replace("−", "-"))) < 5.01e-7


def test_script_reads_like_a_persons_code():
    """A line for each name, below its equation."""
    text = script(LAYERS.backward(), LAYERS.bind(**NUMBERS), learning_rate=0.1, steps=3).text
    for line in (
        *("# Z = W₁ X + b₁\n    Z = W1 @ X + b1", "# ŷ = w₂ A + b₂\n    yhat = w2 @ A + b2"),
        "# L = (1/m) ‖ŷ − y‖²\n    L = np.mean((yhat - y) ** 2)",
        "# ∂L/∂ŷ = (2/m) (ŷ − y)\n    dyhat = 2 / m * (yhat - y)",
        "# ∂L/∂Z = ∂L/∂A ⊙ A ⊙ (1 − A)\n    dZ = dA * A * (1 - A)",
        "# ∂L/∂b₁ = ∂L/∂Z 1⃗\n    db1 = np.sum(dZ, axis=1, keepdims=True)",
        "# W₁ ← W₁ − η ∂L/∂W₁\n    W1 = W1 - learning_rate * dW1",
        'def sigmoid(x):\n    """σ(x) = 1/(1 + exp(−x))."""\n    return 1 / (1 + np.exp(-x))\n',
        "X = np.array([[1.0, 2.0, -1.0], [0.5, -1.0, 2.0]])  # (n, m)\n",
        "m = X.shape[1]\n\nlearning_rate = 0.1\nsteps = 3\n\nfor step in range(1, steps + 1):\n    # ---- forward",
    ):
        assert line in text
    assert "chainrule" not in text.replace("Printed by chainrule.", "")


def names(board, figures):
    """The variables of a board's script for the names of figures."""
    return [identifier(own_name(board.backward(), name)) for name in figures]


def test_scripts_of_lectures_1_and_3(tmp_path):
    """Gradients at the lectures' numbers, and the neuron's step of gradient descent with η = 1."""
    neuron = script(NEURON.backward(), NEURON.bind(), learning_rate=1, steps=1)
    models = [(LINEAR, LINEAR_FIGURES), (LAYERS, LAYERS_FIGURES)]
    scripts = [(script(board.backward(), board.bind(**NUMBERS)), names(board, figures)) for board, figures in models]
    wanted = ["b", "w1", "w2", "w3", "C", "dw1", "dw2", "dw3"]
    *found, stepped = run(tmp_path, [*scripts, (neuron, wanted)])
    for answers, (board, figures) in zip(found, models, strict=True):
        for name, figure in zip(names(board, figures), figures.values(), strict=True):
            close(answers[name], np.asarray(figure, dtype=float), 5.01e-7)
    expected = [-1.995715, -0.982860, 0.491430, 10.004285, 0.00224921, -0.0171403, 0.00857017, -0.00428509]
    close(list(stepped.values()), expected, 5.01e-7)


def descend(board, steps, rate, **numbers):
    """The parameters of a board after some steps, by evaluate."""
    leaves = {**board.whiteboard.values, **numbers}
    for _ in range(steps):
        values = board.bind(**leaves)
        leaves |= {name: values[name] - rate * values[f"∂L/∂{name}"] for name in board.wrt}
    return {name: leaves[name] for name in board.wrt}


def test_parameters_after_many_steps_are_ours(tmp_path):
    """Twenty steps of both networks of lecture 3."""
    boards = (LINEAR, LAYERS)
    made = [script(board.backward(), board.bind(**NUMBERS), learning_rate=0.05, steps=20) for board in boards]
    found = run(tmp_path, [(one, board.wrt) for one, board in zip(made, boards, strict=True)])
    for answers, board in zip(found, boards, strict=True):
        for name, expected in descend(board, 20, 0.05, **NUMBERS).items():
            close(answers[name], expected)


@pytest.mark.parametrize("seeds", [EVERY_OP, pytest.param(OTHERS, marks=pytest.mark.slow)])
def test_random_graphs_agree_to_twelve_digits(tmp_path, seeds):
    """On 30 random graphs with every op of the alphabet (`make slow`: 100), each output is that of evaluate."""
    randoms = [random_graph(seed) for seed in seeds]
    every = [cr.Values(random.graph, random.numbers) for random in randoms]
    made = [
        (script(random.graph, values), [identifier(name) for name in random.graph.outputs])
        for random, values in zip(randoms, every, strict=True)
    ]
    for answers, random, values in zip(run(tmp_path, made), randoms, every, strict=True):
        for name in random.graph.outputs:
            close(answers[identifier(name)], values[name])
    used = {node.op.name for random in randoms for node in random.graph.order}
    assert seeds is not EVERY_OP or used >= set(ALL_OPS) - {"sum_to"}


def test_names_that_python_or_the_script_needs_are_changed(tmp_path):
    """A parameter called step, one called lambda and a size called n keep out of the way."""
    board = cr.whiteboard("data x (n, 1) = [[1], [2]], np = 3\nparams step = 2\nL = sum(x * step * np) / n")
    made = script(board.backward(), board.bind(), learning_rate=0.5, steps=2)
    (answers,) = run(tmp_path, [(made, ["step1", "L"])])
    close(answers["step1"], 2 - 2 * 0.5 * 4.5)


def test_division_by_zero_goes_on_as_in_evaluate(tmp_path):
    """Where Python's numbers would stop, NumPy's are used."""
    board = cr.whiteboard("data x = 0, y = 3\nf = where(x > 0, y / x, 1)")
    (answers,) = run(tmp_path, [(script(board.graph, cr.Values(board.graph, {"x": 0.0, "y": 3.0})), ["f"])])
    assert answers["f"] == 1


def test_large_arrays_stand_in_a_file_beside_the_script(tmp_path):
    """They are read from the `.npz` of the script's own name."""
    board = cr.whiteboard("data X (n, m)\nparams w (1, n)\nL = sum((w @ X)**2)")
    X = np.random.default_rng(0).normal(size=(30, 40))
    values = board.bind(X=X, w=np.ones((1, 30)))
    made = script(board.backward(), values)
    assert list(made.arrays) == ["X"]
    assert "X = stored['X']  # (n, m)" in made.text
    (answers,) = run(tmp_path, [(made, ["dw"])])
    close(answers["dw"], values["∂L/∂w"])


def test_a_script_stops_at_the_arrays_of_another_one(tmp_path):
    """Of two files that were written one after the other, only those of one writing compute: else it says why not."""
    board = cr.whiteboard("data X (n, m)\nL = sum(X)")
    made = script(board.graph, board.bind(X=np.ones((30, 40))))
    np.savez(tmp_path / "script.npz", X=np.zeros((30, 40)))
    with pytest.raises(SystemExit, match="are not those that it was written with"):
        exec(made.text, {"__file__": str(tmp_path / "script.py")})  # noqa: S102
    np.savez(tmp_path / "script.npz", **made.arrays)
    space = {"__file__": str(tmp_path / "script.py")}
    exec(made.text, space)  # noqa: S102
    assert space["L"] == 1200


# ---- training -----------------------------------------------------------------------------------------------------

RNG = np.random.default_rng(4)
ROWS = RNG.normal(size=(11, 3))
LABELS = np.array([0, 1, 2, 0, 1, 2, 1, 0, 2, 1, 0])


def listed(network, targets, optimizer, epochs, batch_size, **dealt):
    """The script of a training that has not begun."""
    examples = network._model.examples(ROWS, targets)
    batches = Batches(as_batch_size(batch_size), examples.rows, network._checkpoint.seed, **dealt)
    return list_training(network._model, examples, batches, optimizer, epochs)


class OwnRule(cr.Momentum):
    """A rule whose theta still needs the old velocity after the new one is made."""

    def rule(self, now):
        """θ ← θ − η v_old."""
        velocity = self.velocity(now)
        return {"velocity": velocity, "theta": now.theta - now.learning_rate * now.state["velocity"] - 0.01 * velocity}


OWN_SCHEDULE = cr.Schedule(0.5, "one over step", lambda now: cr.minimum(now.step + 1, 3) ** -1)
CASES = {
    "full batch": (cr.SGD(0.5), {}, {"batch_size": "full"}),
    "mini batches": (cr.SGD(0.5), {}, {"batch_size": 4}),
    "short last batch": (cr.SGD(0.5), {}, {"batch_size": 4, "last": "keep"}),
    "rows in their own order": (cr.SGD(0.5), {}, {"batch_size": 4, "shuffle": "never"}),
    "rows shuffled once": (cr.SGD(0.5), {}, {"batch_size": 4, "shuffle": "once"}),
    "rows drawn": (cr.SGD(0.5), {}, {"batch_size": 4, "replacement": True}),
    "adam": (cr.Adam(0.05), {"hidden": "relu"}, {"batch_size": 3}),
    "adam and dropout": (cr.Adam(0.05), {"dropout": 0.4, "l2": 0.1}, {"batch_size": 3}),
    "adamw and labels": (cr.AdamW(0.05), {"loss": "cross_entropy", "hidden": "gelu"}, {"batch_size": 5}),
    "rmsprop": (cr.RMSprop(0.01), {"hidden": "tanh"}, {"batch_size": 5}),
    "nesterov": (cr.Nesterov(0.1, clip_norm=0.2), {"hidden": "softplus"}, {"batch_size": 5}),
    "a rule of one's own": (OwnRule(0.1), {}, {"batch_size": 5}),
    "frozen": (cr.Adam(0.05), {"frozen": ("W1",)}, {"batch_size": 5}),
    "a schedule": (cr.SGD(cr.cosine(0.5)), {}, {"batch_size": 4}),
    "a schedule of one's own": (cr.SGD(OWN_SCHEDULE), {}, {"batch_size": 4}),
}


def script_and_theta(optimizer, choices, settings):
    """The script of a training, and theta after the same training by chainrule."""
    chosen = {"hidden": "sigmoid", "loss": "squared_error"} | choices
    outputs = 3 if chosen["loss"] == "cross_entropy" else 1
    targets = LABELS if outputs == 3 else ROWS[:, 0] ** 2
    network = cr.Network([3, 4, outputs], **chosen, seed=5, dtype="float64")
    made = listed(network, targets, optimizer, 4, **settings)
    network.train(ROWS, targets, optimizer=optimizer, epochs=4, **settings)
    return made, network.theta.copy()


def test_theta_after_training_is_ours(tmp_path):
    """Theta after four epochs is that of `Network.train`, however rows are dealt and whatever the update rule."""
    made = {name: script_and_theta(*case) for name, case in CASES.items()}
    found = run(tmp_path, [(one, ["theta"]) for one, _ in made.values()])
    for name, answers in zip(made, found, strict=True):
        np.testing.assert_allclose(answers["theta"], made[name][1], rtol=1e-12, atol=1e-12, err_msg=name)


def test_training_script_shows_the_rule_and_the_windows_on_theta():
    """The update is written once as mathematics and once as code; theta moves in place, so W1 follows."""
    made, _ = script_and_theta(*CASES["adam and dropout"])
    for line in (
        "W1 = theta[0:12].reshape(4, 3)\n",
        "order = np.random.default_rng([seed, epoch]).permutation(examples)\n",
        "for start in range(0, examples - batch_size + 1, batch_size):\n",
        "gradient = np.concatenate([dW1.ravel(), db1.ravel(), dW2.ravel(), db2.ravel()])\n",
        "# m ← 0.9 m + 0.1 g\n",
        "first_moment = 0.9 * first_moment + 0.09999999999999998 * gradient\n",
        "theta[:] = theta - ",
        "def write_dropout_mask(out: Array, seed: int, step: int, mask: int, rate: float) -> None:\n",
    ):
        assert line in made.text


def test_growing_batches_are_refused():
    """A script deals batches of one size, and says so."""
    network = cr.Network([3, 4, 1])
    needed = 'a script deals batches of one size; give a number or "full", not 2, ×2 every 5 epochs, up to 4096'
    with pytest.raises(cr.SettingError, match=needed):
        listed(network, ROWS[:, 0], cr.SGD(0.5), epochs=3, batch_size=growing_size(2))


def test_single_precision_stays_single():
    """Theta and the data of a float32 network are typed so, and its theta is ours to single precision."""
    network = cr.Network([3, 4, 1], hidden="sigmoid", seed=5)
    made = listed(network, ROWS[:, 0], cr.SGD(0.5), epochs=3, batch_size=4)
    network.train(ROWS, ROWS[:, 0], optimizer=cr.SGD(0.5), batch_size=4, epochs=3)
    space = {}
    with warnings.catch_warnings():
        exec(made.text, space)  # noqa: S102
    assert space["theta"].dtype == np.float32
    np.testing.assert_allclose(space["theta"], network.theta, rtol=1e-4, atol=1e-5)
