"""Optimizers: each is PyTorch's of that name to 1e-12 over 200 steps, and each refuses settings that make no sense."""

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np
import pytest
from safetensors.numpy import load_file

import chainrule as cr
from chainrule.engines.variables import RESERVED
from chainrule.errors import SettingError, ShapeError
from chainrule.readers.script.code_lines import RESERVED as SCRIPT_RESERVED
from chainrule.training.optimizers import OPTIMIZERS, Optimizer, find_optimizer

ROWS, STEPS = 80, 200
RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=(ROWS, 4)), RNG.normal(size=(ROWS, 2))
NETWORK = {"hidden": "tanh", "loss": "half_squared_error", "dtype": "float64", "seed": 8}

CASES = {
    "SGD": (cr.SGD(0.3), lambda torch, p: torch.optim.SGD(p, lr=0.3)),
    "Momentum": (cr.Momentum(0.1, 0.8), lambda torch, p: torch.optim.SGD(p, lr=0.1, momentum=0.8)),
    "Nesterov": (cr.Nesterov(0.1, 0.8), lambda torch, p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True)),
    "AdaGrad": (cr.AdaGrad(0.1, 1e-7), lambda torch, p: torch.optim.Adagrad(p, lr=0.1, eps=1e-7)),
    "RMSprop": (cr.RMSprop(0.01, 0.95), lambda torch, p: torch.optim.RMSprop(p, lr=0.01, alpha=0.95, eps=1e-8)),
    "Adam": (
        cr.Adam(0.02, 0.8, 0.99, 1e-7),
        lambda torch, p: torch.optim.Adam(p, 0.02, (0.8, 0.99), 1e-7),
    ),
    "AdamW": (
        cr.AdamW(0.02, weight_decay=0.1),
        lambda torch, p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.1),
    ),
}


def batches(network):
    """The rows of each step, as the trainer deals them: 16 at a time, shuffled every epoch."""
    per_epoch = ROWS // 16
    orders = [np.random.default_rng([8, epoch]).permutation(ROWS) for epoch in range(STEPS // per_epoch)]
    return [order[16 * i : 16 * (i + 1)] for order in orders for i in range(per_epoch)]


def torch_theta(network, make, clip_norm=None):
    """Theta after 200 steps of the same network in PyTorch."""
    torch = pytest.importorskip("torch", reason="trajectories are compared with PyTorch's")
    parameters = [torch.tensor(array.copy(), requires_grad=True) for array in network.parameters.values()]
    optimizer = make(torch, parameters)
    inputs, targets = torch.tensor(X.T.copy()), torch.tensor(Y.T.copy())
    for rows in batches(network):
        W1, b1, W2, b2 = parameters
        yhat = W2 @ torch.tanh(W1 @ inputs[:, rows] + b1) + b2
        optimizer.zero_grad()
        (((yhat - targets[:, rows]) ** 2).sum() / (2 * len(rows))).backward()
        if clip_norm:
            norm = torch.sqrt(sum((p.grad**2).sum() for p in parameters))
            for p in parameters:
                p.grad *= min(1.0, clip_norm / float(norm))
        optimizer.step()
    return np.concatenate([p.detach().numpy().ravel() for p in parameters])


@pytest.mark.parametrize("clip_norm", [None, 0.3])
@pytest.mark.parametrize("name", CASES)
def test_theta_is_that_of_pytorch_after_200_steps(name, clip_norm):
    """From the same start on the same batches, in double precision."""
    optimizer, make = CASES[name]
    network = cr.Network([4, 6, 2], **NETWORK)
    expected = torch_theta(network, make, clip_norm)
    start = network.theta.copy()
    if clip_norm:
        settings = {key: value for key, value in vars(optimizer).items() if key in optimizer.__dataclass_fields__}
        optimizer = type(optimizer)(**{**settings, "clip_norm": clip_norm})
    run = network.train(X, Y, optimizer=optimizer, batch_size=16, epochs=STEPS // 5)
    assert run.steps == STEPS
    assert np.abs(network.theta - start).max() > 0.05
    np.testing.assert_allclose(network.theta, expected, rtol=0, atol=1e-12)


def test_clipping_was_at_work():
    """The comparison above would say nothing if no gradient were longer than the limit."""
    assert np.linalg.norm(cr.Network([4, 6, 2], **NETWORK).gradient(X, Y)) > 0.6


def test_clipped_gradient_has_the_norm_asked_for():
    """One step of SGD with rate 1 moves theta by exactly clip_norm."""
    network = cr.Network([4, 6, 2], **NETWORK)
    start = network.theta.copy()
    network.train(X, Y, optimizer=cr.SGD(1.0, clip_norm=0.25), batch_size="full", epochs=1)
    assert np.linalg.norm(network.theta - start) == pytest.approx(0.25, rel=1e-12)


def test_clipping_a_gradient_of_zero_leaves_theta_alone():
    """The limit divided by the norm is infinity then, and its minimum with 1 is 1."""
    network = cr.Network([2, 1], initializer="zeros", dtype="float64")
    network.train(np.eye(2), [0.0, 0.0], optimizer=cr.SGD(1.0, clip_norm=0.25), batch_size="full", epochs=3)
    assert network.theta.tolist() == [0, 0, 0]


def test_dampening_makes_the_velocity_an_average_of_gradients():
    """With d = β, one step is (1 − β) times that of the heavy ball."""
    moves = []
    for dampening in (0.0, 0.9):
        network = cr.Network([4, 6, 2], **NETWORK)
        start = network.theta.copy()
        network.train(X, Y, optimizer=cr.Momentum(0.1, 0.9, dampening), batch_size="full", epochs=1)
        moves.append(network.theta - start)
    np.testing.assert_allclose(moves[1], 0.1 * moves[0], rtol=1e-10)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_is_found_by_its_own_name(name):
    """For the command line and for files."""
    assert find_optimizer(name)().name == name


def test_unknown_optimizer_is_refused():
    """The message lists the known ones."""
    message = "there is no optimizer 'lion'; there are sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw"
    with pytest.raises(SettingError, match=message):
        find_optimizer("lion")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: cr.SGD(0), "a learning rate is a number above 0, not 0"),
        (lambda: cr.SGD(float("nan")), "a learning rate is a number above 0, not nan"),
        (lambda: cr.SGD("0.1"), "a learning rate is a number above 0, not '0.1'"),
        (lambda: cr.Momentum(beta=1.0), "beta is a number from 0 to below 1, not 1.0"),
        (lambda: cr.Adam(beta1=-0.1), "beta1 is a number from 0 to below 1, not -0.1"),
        (lambda: cr.Adam(beta2=1.5), "beta2 is a number from 0 to below 1, not 1.5"),
        (lambda: cr.RMSprop(rho=2), "rho is a number from 0 to below 1, not 2"),
        (lambda: cr.Adam(clip_norm=0), "clip_norm is a number above 0, not 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make, message):
    """When the optimizer is made."""
    with pytest.raises(SettingError, match=message):
        make()


NO_NUMBERS = ("x", None, [1.0], np.nan, np.inf, 10**400, True, 1j)


@pytest.mark.parametrize("value", NO_NUMBERS, ids=str)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_what_is_no_finite_number_is_no_setting(rule, value):
    """Of no rule, not one of its settings, and the message names the setting."""
    names = [one.name for one in fields(OPTIMIZERS[rule]) if one.name != "clip_norm"]
    for name in names:
        word = "a learning rate" if name == "learning_rate" else name
        with pytest.raises(SettingError, match=f"^{word} is a number"):
            OPTIMIZERS[rule](**{name: value})


def test_numbers_of_numpy_become_numbers_of_python():
    """So that they can be written into a file, and equal rules are equal."""
    made = cr.Adam(np.float64(0.5), epsilon=np.float32(0.25), clip_norm=np.int64(2))
    assert made == cr.Adam(0.5, epsilon=0.25, clip_norm=2.0)
    assert {type(value) for value in (made.schedule.rate, made.epsilon, made.clip_norm)} == {float}


@dataclass(frozen=True)
class Lion(Optimizer):
    """An optimizer of a person's own (Chen et al., 2023)."""

    learning_rate: float = 0.001
    beta: float = 0.9

    state_names: ClassVar[tuple[str, ...]] = ("average",)

    def rule(self, now):
        """A step of one size in the direction of the sign."""
        average = self.beta * now.state["average"] + (1 - self.beta) * now.gradient
        return {"average": average, "theta": now.theta - now.learning_rate * ((average > 0) - (average < 0))}


def test_own_optimizer_is_a_rule_in_ops():
    """Each step moves each parameter by the learning rate."""
    network = cr.Network([4, 6, 2], **NETWORK)
    start = network.theta.copy()
    network.train(X, Y, optimizer=Lion(0.01), batch_size="full", epochs=1)
    np.testing.assert_allclose(np.abs(network.theta - start), 0.01, rtol=1e-9)


def averaging(name):
    """An optimizer's class with one state vector, of that name."""

    @dataclass(frozen=True)
    class Averaging(Optimizer):
        learning_rate: float = 0.1
        state_names: ClassVar[tuple[str, ...]] = (name,)

        def rule(self, now):
            average = 0.9 * now.state[name] + 0.1 * now.gradient
            return {name: average, "theta": now.theta - now.learning_rate * average}

    return Averaging


PRINTED = sorted(RESERVED | SCRIPT_RESERVED)
OTHERS = ("gradient", "seed", "X", "Y", "labels", "weights", "W1", "dW1", "Z1", "L", "new", "learns", "W1_rows", "g")
PYTHON = ("lambda", "__debug__", "self", "print", "memory", "theta2", "t1", "s1", "loop_1", "X_table", "X_memory", "λ")


USUAL = {*PRINTED[::4], *OTHERS, *PYTHON}  # the other words of printed source by `make slow`
EACH = sorted({*PRINTED, *USUAL} - {"theta"})


@pytest.mark.parametrize("name", [pytest.param(one, marks=() if one in USUAL else pytest.mark.slow) for one in EACH])
def test_state_vector_may_be_called_anything(name):
    """Training, the script, and the equations are those of a vector called average."""
    network, twin = (cr.Network([4, 3, 2], **NETWORK) for _ in range(2))
    for one, optimizer in ((network, averaging(name)()), (twin, averaging("average")())):
        one.train(X, Y, optimizer=optimizer, batch_size=3, epochs=2, engine="numpy")
        compile(str(one.script(X, Y, optimizer=optimizer, batch_size=3)), "script", "exec")
        assert len(cr.equations(optimizer).all) == 2
    np.testing.assert_array_equal(network.theta, twin.theta)


@pytest.mark.parametrize("name", ["Y", "labels", "A1", "rows", "L"])
def test_the_script_of_a_network_with_labels_makes_the_same_steps(name):
    """Also where the vector has the name of something that the graph computes."""
    settings = {"optimizer": averaging(name)(), "batch_size": 4, "epochs": 2}
    network, twin = (cr.Network([4, 3, 2], output="softmax", seed=1, dtype="float64") for _ in range(2))
    few, labels = X[:8], (X[:8, 0] > 0).astype(int)
    network.train(few, labels, engine="numpy", **settings)
    ran = {"print": lambda *_: None}
    exec(twin.script(few, labels, **settings).text, ran)  # noqa: S102
    np.testing.assert_allclose(ran["theta"], network.theta, rtol=1e-12)


@pytest.mark.parametrize("name", ["memory", "rows"])
def test_compiled_state_vector_may_be_called_anything(name):
    """So is compiled training."""
    pytest.importorskip("numba")
    network, twin = (cr.Network([4, 3, 2], **NETWORK) for _ in range(2))
    network.train(X, Y, optimizer=averaging(name)(), batch_size=3, epochs=2, engine="numba")
    twin.train(X, Y, optimizer=averaging("average")(), batch_size=3, epochs=2, engine="numpy")
    np.testing.assert_allclose(network.theta, twin.theta, rtol=1e-5)


@pytest.mark.parametrize("name", ["memory", "X", "lambda"])
def test_state_vector_is_kept_in_the_file_by_its_name(name, tmp_path, monkeypatch):
    """A network that was loaded goes on as one that never was a file."""
    monkeypatch.setitem(OPTIMIZERS, "averaging", averaging(name))
    network, straight = (cr.Network([4, 3, 2], **NETWORK) for _ in range(2))
    for epochs in (1, 1):
        network.train(X, Y, optimizer="averaging", batch_size=20, epochs=epochs)
        network.save(tmp_path / "network.safetensors")
        assert f"optimizer/{name}" in load_file(tmp_path / "network.safetensors")
        network = cr.Network.load(tmp_path / "network.safetensors")
    straight.train(X, Y, optimizer="averaging", batch_size=20, epochs=2)
    np.testing.assert_array_equal(network.theta, straight.theta)


@pytest.mark.parametrize("name", ["theta", "second moment"])
def test_state_vector_that_is_no_name_of_its_own_is_refused(name):
    """Theta is what the rule moves, and a name has no space."""

    @dataclass(frozen=True)
    class Clash(Lion):
        state_names: ClassVar[tuple[str, ...]] = (name,)

    with pytest.raises(SettingError, match=f"a state vector cannot be called '{name}'; give it a word"):
        Clash()


def test_an_optimizer_may_be_given_by_name():
    """A name means its usual settings."""
    network = cr.Network([2, 1], seed=1)
    twin = cr.Network([2, 1], seed=1)
    network.train(np.eye(2), [0.0, 1.0], optimizer="adam", epochs=3)
    twin.train(np.eye(2), [0.0, 1.0], optimizer=cr.Adam(), epochs=3)
    assert network.theta.tobytes() == twin.theta.tobytes()
    assert "first_moment" in network.source("adam")


@pytest.mark.parametrize("choice", [cr.Adam, 3])
def test_what_is_no_optimizer_is_refused(choice):
    """The message shows what one looks like."""
    with pytest.raises(cr.SettingError, match=r"an optimizer is an object such as cr.Adam\(0.001\), or a name such as"):
        cr.Network([2, 1]).train(np.eye(2), [0.0, 1.0], optimizer=choice)


# ---- a gradient from outside ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "optimizer",
    [
        cr.SGD(0.1),
        cr.Momentum(0.1),
        cr.Nesterov(0.1),
        cr.AdaGrad(0.1),
        cr.RMSprop(0.01),
        cr.Adam(0.01),
        cr.AdamW(0.01),
        cr.Adam(0.01, clip_norm=0.1),
    ],
    ids=lambda rule: rule.name,
)
def test_steps_with_gradients_from_outside_are_those_of_training(optimizer, dtype):
    """Ten full-batch steps by hand end where train ends, to a few units in the last place."""
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    trained, stepped = (cr.Network([3, 4, 1], seed=1, dtype=dtype) for _ in range(2))
    trained.train(X, y, optimizer=optimizer, batch_size="full", epochs=10, engine="numpy")
    theta, state = np.array(stepped.theta), None
    for step in range(1, 11):
        stepped.set_theta(theta)
        theta, state = optimizer.step(theta, stepped.gradient(X, y), state, step)
    assert theta.dtype == dtype
    np.testing.assert_allclose(theta, trained.theta, rtol=0, atol=8 * np.finfo(dtype).eps)


def test_two_halves_of_a_gradient_make_the_step_of_the_whole():
    """Their mean goes to the optimizer: theta is that of all rows to 1e-15."""
    rng = np.random.default_rng(4)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=20)
    network = cr.Network([3, 4, 1], seed=1, dtype="float64")
    halves = (network.gradient(X[:10], y[:10]) + network.gradient(X[10:], y[10:])) / 2
    shared, _ = cr.Adam(0.01).step(network.theta, halves)
    alone, _ = cr.Adam(0.01).step(network.theta, network.gradient(X, y))
    np.testing.assert_allclose(shared, alone, atol=1e-12)


def test_what_a_step_cannot_take_is_refused():
    """A gradient of another shape, and a rate that changes without saying what it is now."""
    with pytest.raises(ShapeError, match=r"theta has the shape \(2,\), gradient \(3,\); they need the same"):
        cr.SGD(0.1).step([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises(SettingError, match=r"the rate changes \(cosine\): give the step its learning_rate="):
        cr.SGD(cr.cosine(0.1)).step([1.0], [1.0])
