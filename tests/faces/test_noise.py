"""Noise on a board, `data eps (k, m) ~ normal`: drawn anew at each step, alike in both engines, and 0 elsewhere."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.ops.dropout import draw_dropout_mask, draw_uniform

AUTOENCODER = """
    data   X (n, m), eps (k, m) ~ normal
    params V (k, n) ~ glorot, S (k, n) ~ glorot, U (n, k) ~ glorot
    mu = V @ X
    logvar = S @ X
    z = mu + exp(logvar/2)*eps
    L = (sum((U @ z - X)**2) + sum(exp(logvar) + mu**2 - 1 - logvar)/2)/m
"""
X = np.random.default_rng(0).normal(size=(40, 3))


def trained(engine, **settings):
    """A variational autoencoder after some steps of gradient descent."""
    board = cr.whiteboard(AUTOENCODER)
    chosen = {"epochs": 3, "batch_size": 10, "optimizer": cr.SGD(0.02), "dtype": "float64", "seed": 5, **settings}
    return board, board.train(X=X, sizes={"k": 2}, engine=engine, **chosen).history.cost


def by_hand():
    """The costs of these steps, and the parameters after them, from the formulas of Kingma and Welling (2014)."""
    board = cr.whiteboard(AUTOENCODER)
    board.train(X=X, sizes={"k": 2}, epochs=0, dtype="float64", seed=5)
    V, S, U = (board.parameters[name].copy() for name in "VSU")
    costs, step = [], 0
    for epoch in range(3):
        for rows in np.random.default_rng([5, epoch]).permutation(40).reshape(4, 10):
            step += 1
            x = X[rows].T
            u, v = (draw_uniform(5, step, shape=(2, 10), mask=mask) for mask in (1, 2))
            eps = np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v)
            mu, logvar = V @ x, S @ x
            z = mu + np.exp(logvar / 2) * eps
            costs.append((np.sum((U @ z - x) ** 2) + np.sum(np.exp(logvar) + mu**2 - 1 - logvar) / 2) / 10)
            back = 2 * (U @ z - x) / 10
            dz = U.T @ back
            dmu, dlogvar = dz + mu / 10, dz * eps * np.exp(logvar / 2) / 2 + (np.exp(logvar) - 1) / 20
            V, S, U = V - 0.02 * dmu @ x.T, S - 0.02 * dlogvar @ x.T, U - 0.02 * back @ z.T
    return costs, {"V": V, "S": S, "U": U}


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_an_autoencoder_trains_as_a_person_computes_it(engine):
    """By Box and Muller's formula from the numbers of each step, in both engines."""
    if engine == "numba":
        pytest.importorskip("numba")
    board, costs = trained(engine)
    expected, parameters = by_hand()
    np.testing.assert_allclose(costs, expected, rtol=1e-12)
    for name, value in parameters.items():
        np.testing.assert_allclose(board.parameters[name], value, rtol=1e-12)


def test_elsewhere_it_is_its_mean(tmp_path):
    """Predictions, costs and bound numbers are without noise, after loading too; another seed draws others."""
    board, costs = trained("numpy")
    board.save(tmp_path / "autoencoder.safetensors")
    again = cr.Board.load(tmp_path / "autoencoder.safetensors")
    for one in (board, again):
        np.testing.assert_array_equal(one.predict("z", X=X), one.predict("mu", X=X))
    assert again.cost(X=X) == board.cost(X=X)
    assert board.bind(X=X.T, **board.parameters)["L"] == pytest.approx(board.cost(X=X))
    assert not np.array_equal(trained("numpy", seed=6)[1], costs)
    with pytest.raises(SettingError, match="'eps' is drawn at each step and not handed in"):
        board.train(X=X, eps=X)


def test_what_reads_no_rows_is_asked_for_all_the_same():
    """A parameter, and a number made of some; noise alone has as many columns as there are rows, which none say."""
    board, _ = trained("numpy")
    np.testing.assert_array_equal(board.predict("V", X=X), board.parameters["V"])
    assert board.predict("sum(V**2)") == pytest.approx((board.parameters["V"] ** 2).sum())
    with pytest.raises(SettingError, match="reads none of them"):
        board.predict("eps", X=X)


def test_costs_of_noise_alone_are_told():
    """Of a network that makes what another one judges: each part at the mean of the noise, over as many rows."""
    board = cr.whiteboard(
        "data X (2, m), Z (3, m) ~ normal\nparams G (2, 3), g (2, 1) = 1, d (1, 2)\n"
        "real = mean(softplus(-d @ X))\nfake = mean(softplus(d @ (G @ Z + g)))\nL = real + fake"
    )
    rows = X[:, :2]
    run = board.train(X=rows, epochs=1, dtype="float64", validation={"X": rows})
    costs, d, g = board.costs(X=rows), board.parameters["d"], board.parameters["g"]
    assert costs["real"] == pytest.approx(np.log1p(np.exp(-d @ rows.T)).mean())
    assert costs["fake"] == pytest.approx(np.log1p(np.exp((d @ g).item()))) == run.history.epochs["validation_fake"][-1]


def test_its_scale_is_its_deviation():
    """The cost of what is noise alone is its variance, 0.01 of `0.1 * normal`."""
    board = cr.whiteboard("data X (1, m), e (1, m) ~ 0.1 * normal\nparams w (1, 1) = 0\nL = mean((w*X + e)**2)")
    run = board.train(X=np.zeros(4000), epochs=1, batch_size=4000, optimizer=cr.SGD(0.1), dtype="float64")
    assert run.history.cost[0] == pytest.approx(0.01, rel=0.1)


@pytest.mark.parametrize(
    ("shape", "drawn", "whole"),
    [
        ("m, 3, 2", ("m", 6), lambda matrix: matrix.reshape(-1, 3, 2)),
        ("3, 2, m", (6, "m"), lambda matrix: matrix.reshape(3, 2, -1)),
        ("3, 4, 2", (3, 8), lambda matrix: matrix.reshape(3, 4, 2)),
        ("m", ("m", 1), lambda matrix: matrix[:, 0]),
        ("3", (3, 1), lambda matrix: matrix[:, 0]),
        ("", (1, 1), lambda matrix: matrix[0, 0]),
    ],
)
def test_it_has_any_number_of_axes(shape, drawn, whole):
    """Its numbers are those of a matrix with a row, or a column, for each example; so are a mask's."""
    text = f"data x (m,), e ({shape}) ~ normal, D ({shape}) ~ dropout(0.25)\nparams w = 0.5\n"
    board = cr.whiteboard(text.replace(" ()", "") + "L = sum((w + D*e)**2) + sum(x)")
    run = board.train(x=np.zeros(5), epochs=1, batch_size=5, dtype="float64", seed=5)
    size = tuple(5 if one == "m" else one for one in drawn)
    u, v = (draw_uniform(5, 1, shape=size, mask=mask) for mask in (1, 3))
    made = whole(draw_dropout_mask(5, 1, shape=size, rate=0.25, mask=2))
    e = whole(np.sqrt(-2 * np.log(u)) * np.cos(2 * np.pi * v))
    assert run.history.cost[0] == pytest.approx(np.sum((0.5 + made * e) ** 2), rel=1e-12)


def test_a_claim_that_leaves_it_out_is_wrong():
    """The way through z carries ε."""
    board = cr.whiteboard(AUTOENCODER)
    back = "dz*{}exp(logvar/2)/2 + (exp(logvar) - 1)/2/m"
    assert board.claim(f"dlogvar = {back.format('eps*')}").right
    assert not board.claim(f"dlogvar = {back.format('')}").right
