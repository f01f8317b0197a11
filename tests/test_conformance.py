"""The lectures in numbers: gates, one neuron, the models of lecture 3, the error signals; digits as printed."""

import numpy as np
import pytest

import chainrule as cr


def agrees(found, printed):
    """A number, or an array, is the printed one: to half of the sixth decimal."""
    np.testing.assert_allclose(np.squeeze(found), printed, rtol=0, atol=5.01e-7)


def check_gradient(graph, numbers):
    """The gradient of every leaf is what central differences of the cost say."""
    leaves = {name: np.asarray(numbers[name], dtype=float) for name in graph.leaves}
    slopes = cr.Values(cr.differentiate(graph, list(leaves), cost="L"), leaves)
    step = 1e-5
    for name, array in leaves.items():
        differences = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            ends = []
            for by in (-step, step):
                moved = array.copy()
                moved[index] += by
                ends.append(float(cr.Values(graph, leaves | {name: moved})["L"]))
            differences[index] = (ends[1] - ends[0]) / (2 * step)
        np.testing.assert_allclose(slopes[f"∂L/∂{name}"], differences, rtol=1e-8, atol=1e-8, err_msg=name)


# ---- 1. the chain of gates ----------------------------------------------------------------------------------------


def gate_chain():
    """f(h(g(m(x)))) = 1/(1 + exp(−x)), gate by gate."""
    x = cr.input("x")
    m = -x
    g = cr.exp(m)
    h = g + 1
    return cr.Graph({"f": 1 / h}, {"m": m, "g": g, "h": h})


CHAIN = gate_chain()
CHAIN_BACKWARD = cr.differentiate(CHAIN, ["x"])


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        *(("m", -1), ("g", 0.367879), ("h", 1.367879), ("f", 0.731059)),
        *(("∂f/∂h", -0.534447), ("∂f/∂g", -0.534447), ("∂f/∂m", -0.196612), ("∂f/∂x", 0.196612)),
    ],
)
def test_gate_chain_at_one(name, printed):
    """Every gate of the chain at x = 1 has the slide's number, forwards and backwards."""
    agrees(cr.Values(CHAIN_BACKWARD, {"x": 1.0})[name], printed)


def test_gate_chain_has_the_slope_of_the_sigmoid():
    """∂f/∂x at 1 is σ(1)(1 − σ(1))."""
    values = cr.Values(CHAIN_BACKWARD, {"x": 1.0})
    assert float(values["∂f/∂x"]) == pytest.approx(float(values["f"] * (1 - values["f"])), rel=1e-15)


def test_gate_chain_at_one_point_one():
    """At x = 1.1 the chain gives 0.750260 with the slope 0.187370."""
    values = cr.Values(CHAIN_BACKWARD, {"x": 1.1})
    agrees([values["f"], values["∂f/∂x"]], [0.750260, 0.187370])


def test_secant_of_the_gate_chain():
    """(f(1.1) − f(1))/0.1 is 0.192015, between the slopes at its ends."""
    at = [float(cr.Values(CHAIN, {"x": x})["f"]) for x in (1.0, 1.1)]
    agrees((at[1] - at[0]) / 0.1, 0.192015)


def test_rounding_h_first_gives_the_slides_third_digit():
    """The slide's −1/1.37² is −0.532793, where the unrounded h gives −0.534447."""
    h = cr.input("h")
    (slope,) = cr.evaluate([cr.gradient(1 / h, h)], {h: 1.37})
    agrees(slope, -0.532793)


def test_gate_chain_agrees_with_central_differences():
    """The slope of the chain at 1 is that of its numbers."""
    check_gradient(cr.Graph({"L": CHAIN.node("f")}), {"x": 1.0})


def test_the_sigmoid_is_the_gate_chain():
    """σ opens to the same gates, with the same slope."""
    x = cr.input("x")
    opened = cr.expand(cr.sigmoid(x))
    agrees(cr.evaluate([opened, cr.gradient(opened, x)], {x: 1.0}), [0.731059, 0.196612])


# ---- 2. one neuron ------------------------------------------------------------------------------------------------


def neuron():
    """C = (ŷ − y)², ŷ = σ(z), z = b + w₁x₁ + w₂x₂ + w₃x₃, sum by sum."""
    b, y = cr.parameter("b"), cr.input("y")
    w, x = ([make(f"{letter}{i}") for i in (1, 2, 3)] for make, letter in ((cr.parameter, "w"), (cr.input, "x")))
    products = [weight * value for weight, value in zip(w, x, strict=True)]
    s1 = b
    sums = [s1 := s1 + product for product in products]
    yhat = cr.sigmoid(sums[-1])
    error = yhat - y
    names = {f"p{i + 1}": product for i, product in enumerate(products)}
    names |= {"s1": sums[0], "s2": sums[1], "z": sums[2], "yhat": yhat, "error": error}
    return cr.Graph({"C": error**2}, names)


NEURON = neuron()
EVERY_LEAF = ["b", "w1", "w2", "w3", "x1", "x2", "x3"]
NEURON_BACKWARD = cr.differentiate(NEURON, EVERY_LEAF)
NEURON_NUMBERS = {"b": -2.0, "w1": -1.0, "w2": 0.5, "w3": 10.0, "x1": 4.0, "x2": -2.0, "x3": 1.0, "y": 1.0}


@pytest.fixture(scope="module")
def neuron_values():
    """The lecture's numbers of the neuron, forwards and backwards."""
    return cr.Values(NEURON_BACKWARD, NEURON_NUMBERS)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        *(("p1", -4), ("p2", -1), ("p3", 10), ("b", -2), ("s1", -6), ("s2", -7), ("z", 3)),
        *(("yhat", 0.952574), ("error", -0.047426), ("∂C/∂yhat", -0.094852)),
    ],
)
def test_neuron(name, printed, neuron_values):
    """Products, partial sums, prediction and error of the neuron are the slide's."""
    agrees(neuron_values[name], printed)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("C", 0.00224921),
        *((f"∂C/∂{name}", -0.00428509) for name in ("z", "p1", "p2", "p3", "s1", "s2", "b", "w3")),
        *(("∂C/∂w1", -0.0171403), ("∂C/∂w2", 0.00857017)),
        *(("∂C/∂x1", 0.00428509), ("∂C/∂x2", -0.00214254), ("∂C/∂x3", -0.0428509)),
    ],
)
def test_neuron_backwards(name, printed, neuron_values):
    """The cost and its cotangents are the printed numbers, to six digits."""
    assert float(neuron_values[name]) == pytest.approx(printed, rel=3e-6)


def test_slope_of_the_neurons_sigmoid(neuron_values):
    """σ′(3) = 0.045177."""
    z = cr.input("z")
    agrees(cr.evaluate([cr.gradient(cr.sigmoid(z), z)], {z: neuron_values["z"]}), 0.045177)


def test_neuron_agrees_with_central_differences():
    """The cotangent of every leaf, the label too, is the slope of the cost."""
    check_gradient(cr.Graph({"L": NEURON.node("C")}), NEURON_NUMBERS)


def test_gates_of_the_neurons_sigmoid():
    """Opened, σ is −z, exp, +1, 1/·, with the slide's numbers forwards and backwards."""
    z, y = cr.input("z"), cr.input("y")
    yhat = cr.expand(cr.sigmoid(z))
    plus = yhat.operands[1]
    exp = next(node for node in plus.operands if node.op.name == "exp")
    minus = exp.operands[0]
    cost = (yhat - y) ** 2
    gates = [minus, exp, plus, yhat]
    numbers = {z: 3.0, y: 1.0}
    agrees(cr.evaluate(gates, numbers), [-3, 0.049787, 1.049787, 0.952574])
    agrees(cr.evaluate(cr.gradient(cost, plus, exp, minus, z), numbers), [0.086068, 0.086068, 0.00428509, -0.00428509])


def test_one_step_of_gradient_descent(neuron_values):
    """One step with η = 1 moves (b, w₁, w₂, w₃) to the printed numbers and the cost to 0.00187872."""
    parameters = ["b", "w1", "w2", "w3"]
    stepped = {name: float(neuron_values[name] - neuron_values[f"∂C/∂{name}"]) for name in parameters}
    agrees(list(stepped.values()), [-1.995715, -0.982860, 0.491430, 10.004285])
    cost = float(cr.Values(NEURON, NEURON_NUMBERS | stepped)["C"])
    assert cost == pytest.approx(0.00187872, rel=3e-6)


def test_neuron_with_the_logistic_loss(neuron_values):
    """On the logit the loss is 0.048587 and Δ is −0.047426, 11.07 times the signal of the squared error."""
    z, y = cr.input("z"), cr.input("y")
    loss = cr.logistic(z, y)
    value, delta = cr.evaluate([loss, cr.gradient(loss, z)], {z: 3.0, y: 1.0})
    agrees([value, delta], [0.048587, -0.047426])
    assert round(float(delta / neuron_values["∂C/∂z"]), 2) == 11.07


# ---- 3. the network of lecture 1 ------------------------------------------------------------------------------------


def test_network_of_two_three_and_one():
    """aˡ = σ(bˡ + Wˡ aˡ⁻¹) twice: (2, 1) → (3, 1) → (1, 1), with 13 parameters."""
    activations = [cr.input("x", (2, 1))]
    for layer, (inputs, units) in enumerate([(2, 3), (3, 1)], start=1):
        W, b = cr.parameter(f"W{layer}", (units, inputs)), cr.parameter(f"b{layer}", (units, 1))
        activations.append(cr.sigmoid(b + W @ activations[-1]))
    leaves = cr.Graph({"yhat": activations[-1]}).leaves.values()
    assert [a.shape for a in activations] == [(2, 1), (3, 1), (1, 1)]
    assert sum(np.prod(leaf.shape) for leaf in leaves if leaf.op.name == "parameter") == 13


# ---- 4. the models of lecture 3 -----------------------------------------------------------------------------------


def mean_squared(yhat, y):
    """(1/m) Σ (ŷ − y)², as the lecture writes it."""
    return cr.mean((yhat - y) ** 2)


def model_1():
    """ŷ = w·x + b."""
    x, y, w, b = cr.input("x", (1, "m")), cr.input("y", (1, "m")), cr.parameter("w"), cr.parameter("b")
    yhat = w * x + b
    return cr.Graph({"L": mean_squared(yhat, y)}, {"yhat": yhat})


def model_2():
    """ŷ = wX + b."""
    X, y, w, b = cr.input("X", ("n", "m")), cr.input("y", (1, "m")), cr.parameter("w", (1, "n")), cr.parameter("b")
    yhat = w @ X + b
    return cr.Graph({"L": mean_squared(yhat, y)}, {"yhat": yhat})


def layers(activation):
    """ŷ = w₂A + b₂, A = activation(Z), Z = W₁X + b₁."""
    X, y = cr.input("X", ("n", "m")), cr.input("y", (1, "m"))
    W1, b1 = cr.parameter("W1", ("k", "n")), cr.parameter("b1", ("k", 1))
    w2, b2 = cr.parameter("w2", (1, "k")), cr.parameter("b2")
    Z = W1 @ X + b1
    A = activation(Z)
    yhat = w2 @ A + b2
    return cr.Graph({"L": mean_squared(yhat, y)}, {"Z": Z, "A": A, "yhat": yhat})


DATA_1 = {"x": [[1, 2, 3]], "y": [[2, 3, 5]], "w": 0.5, "b": 0.1}
DATA = {"X": [[1, 2, -1], [0.5, -1, 2]], "y": [[1, 0, 2]]}
LINEAR = {"w": [[0.5, -0.25]], "b": 0.1}
TWO_LAYERS = {
    "W1": [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]],
    "b1": [[0.1], [0], [-0.1]],
    "w2": [[1, -1, 0.5]],
    "b2": 0.2,
}
MODELS = {
    "M1": (model_1(), DATA_1),
    "M2": (model_2(), DATA | LINEAR),
    "M3": (layers(lambda Z: Z), DATA | TWO_LAYERS),
    "M4": (layers(cr.sigmoid), DATA | TWO_LAYERS),
}


@pytest.mark.parametrize(
    ("model", "name", "printed"),
    [
        *(("M1", "yhat", [0.6, 1.1, 1.6]), ("M1", "L", 5.71)),
        *(("M1", "∂L/∂w", -10.266667), ("M1", "∂L/∂b", -4.466667)),
        *(("M2", "yhat", [0.475, 1.35, -0.9]), ("M2", "L", 3.502708)),
        *(("M2", "∂L/∂w", [3.383333, -4.941667]), ("M2", "∂L/∂b", -1.383333)),
        ("M3", "Z", [[0.3, 0.1, 0.4], [-0.1, -1, 1.1], [0.1, 1.5, -1.8]]),
        *(("M3", "yhat", [0.65, 2.05, -1.4]), ("M3", "L", 5.295)),
        ("M3", "∂L/∂W1", [[4.766667, -6.016667], [-4.766667, 6.016667], [2.383333, -3.008333]]),
        ("M3", "∂L/∂b1", [-1.133333, 1.133333, -0.566667]),
        *(("M3", "∂L/∂w2", [-0.84, -3.836667, 6.106667]), ("M3", "∂L/∂b2", -1.133333)),
        ("M4", "Z", [[0.3, 0.1, 0.4], [-0.1, -1, 1.1], [0.1, 1.5, -1.8]]),
        (
            "M4",
            "A",
            [[0.574443, 0.524979, 0.598688], [0.475021, 0.268941, 0.750260], [0.524979, 0.817574, 0.141851]],
        ),
        *(("M4", "yhat", [0.561911, 0.864825, 0.119353]), ("M4", "L", 1.492226)),
        ("M4", "∂L/∂W1", [[0.517390, -0.781937], [-0.388798, 0.619608], [0.125884, -0.213823]]),
        ("M4", "∂L/∂b1", [-0.228849, 0.194394, -0.069731]),
        *(("M4", "∂L/∂w2", [-0.615708, -0.924326, 0.140200]), ("M4", "∂L/∂b2", -0.969274)),
    ],
)
def test_models_of_lecture_3(model, name, printed):
    """Predictions, cost and gradients of a model are its fixture's numbers."""
    graph, numbers = MODELS[model]
    agrees(cr.Values(cr.differentiate(graph), numbers)[name], printed)


@pytest.mark.parametrize("model", MODELS)
def test_models_agree_with_central_differences(model):
    """The gradient of a model by its parameters and its data is the slope of its cost."""
    check_gradient(*MODELS[model])


@pytest.mark.parametrize("model", MODELS)
def test_gradients_of_a_model_are_what_the_lecture_derives(model):
    """The derived gradients are the lecture's products of G, X, Z, A, D and ones."""
    graph, numbers = MODELS[model]
    values = cr.Values(cr.differentiate(graph), numbers)
    at = {name: np.atleast_2d(values[name]) for name in graph.all_names}
    ones = np.ones((3, 1))
    G = 2 / 3 * (at["yhat"] - at["y"])
    if model == "M1":
        derived = {"w": G @ at["x"].T, "b": G @ ones}
    elif model == "M2":
        derived = {"w": G @ at["X"].T, "b": G @ ones}
    else:
        D = at["w2"].T @ G * (at["A"] * (1 - at["A"]) if model == "M4" else 1)
        derived = {"W1": D @ at["X"].T, "b1": D @ ones, "w2": G @ at["A"].T, "b2": G @ ones}
    for name, slope in derived.items():
        np.testing.assert_allclose(np.atleast_2d(values[f"∂L/∂{name}"]), slope, rtol=1e-13, atol=1e-13)


def test_model_1_after_one_step():
    """With η = 0.1 the line moves to w = 1.526667, b = 0.546667, and its cost to 0.127141."""
    graph, numbers = MODELS["M1"]
    values = cr.Values(cr.differentiate(graph), numbers)
    w, b = (float(values[name] - 0.1 * values[f"∂L/∂{name}"]) for name in "wb")
    agrees([w, b, cr.Values(graph, numbers | {"w": w, "b": b})["L"]], [1.526667, 0.546667, 0.127141])


def test_model_1_is_flat_at_its_optimum():
    """At w = 1.5, b = 1/3 the gradient is zero."""
    graph, numbers = MODELS["M1"]
    values = cr.Values(cr.differentiate(graph), numbers | {"w": 1.5, "b": 1 / 3})
    np.testing.assert_allclose([values["∂L/∂w"], values["∂L/∂b"]], [0, 0], atol=1e-14)


@pytest.mark.parametrize("model", MODELS)
def test_gradients_need_no_numbers(model):
    """A model in letters is differentiated before anyone says how many examples there are."""
    graph = cr.simplify(cr.differentiate(MODELS[model][0]))
    assert all(graph.node(f"∂L/∂{name}").shape == leaf.shape for name, leaf in graph.leaves.items() if name[0] in "wWb")


# ---- 5. the error signals -----------------------------------------------------------------------------------------


def signal(loss, a, y):
    """The value of a summed loss and Δ = ∂L/∂a."""
    prediction, target = cr.input("a", np.shape(a)), cr.input("y", np.shape(y))
    cost = loss(prediction, target, average=False)
    check_gradient(cr.Graph({"L": cost}), {"a": a, "y": y})
    return cr.evaluate([cost, cr.gradient(cost, prediction)], {prediction: a, target: y})


A3, E2 = [[2.0], [1.0], [0.1]], [[0.0], [1.0], [0.0]]


def test_error_signal_of_half_the_squared_error():
    """½(y − a)² has Δ = a − y."""
    _, delta = signal(cr.half_squared_error, A3, E2)
    np.testing.assert_allclose(delta, np.subtract(A3, E2), rtol=1e-15)


def test_error_signal_of_the_logistic_loss():
    """The logistic loss on the logit has Δ = σ(a) − y."""
    _, delta = signal(cr.logistic, A3, E2)
    np.testing.assert_allclose(delta, 1 / (1 + np.exp(np.negative(A3))) - E2, rtol=1e-14)


def test_error_signal_of_softmax():
    """At a = (2, 1, .1), y = e₂: L = 1.417030 and Δ = p − y = (.659001, −.757567, .098566)."""
    value, delta = signal(cr.cross_entropy, A3, E2)
    agrees(value, 1.417030)
    agrees(delta, [0.659001, -0.757567, 0.098566])


def test_probabilities_of_the_example():
    """softmax(2, 1, .1) = (.659001, .242433, .098566)."""
    a = cr.input("a", (3, 1))
    agrees(cr.evaluate([cr.softmax(a)], {a: A3}), [0.659001, 0.242433, 0.098566])


def test_jacobian_of_softmax():
    """∂p_j/∂a_k = p_j(δ_jk − p_k)."""
    p = np.exp(A3) / np.exp(A3).sum()
    jacobian = cr.jacobian(cr.softmax)(A3).reshape(3, 3)
    np.testing.assert_allclose(jacobian, np.diag(p[:, 0]) - p @ p.T, rtol=1e-14)


def test_gradient_by_a_weight_is_delta_times_its_input():
    """∂L/∂θ_ki = Δ_k x_i for a layer a = θx without a bias of its own."""
    theta, x, y = cr.parameter("theta", (3, 2)), cr.input("x", (2, 1)), cr.input("y", (3, 1))
    a = theta @ x
    cost = cr.cross_entropy(a, y)
    numbers = {theta: [[1, 0.5], [0, -1], [2, 1]], x: [[0.5], [-2]], y: E2}
    by_theta, delta = cr.evaluate(cr.gradient(cost, theta, a), numbers)
    np.testing.assert_allclose(by_theta, delta * [[0.5, -2]], rtol=1e-15)


def test_the_error_signal_of_softmax_needs_targets_that_sum_to_one():
    """For a column of sum 2, Δ is 2p − y: p − y uses Σy = 1."""
    target = np.multiply(E2, 2)
    _, delta = signal(cr.cross_entropy, A3, target)
    np.testing.assert_allclose(delta, 2 * np.exp(A3) / np.exp(A3).sum() - target, rtol=1e-14)
