"""A board learns from a table as a network does, and is asked, shown and kept as one."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ArgumentError, ModelFileError, SettingError
from chainrule.tables.row_sheet import model_sheet, row_sheet

ONE_HOT = """
    data   X (n, m), Y (c, m) one-hot
    params W1 (k, n) ~ he, b1 (k, 1) = 0, W2 (c, k) ~ glorot, b2 (c, 1) = 0
    A = relu(W1 @ X + b1)
    L = cross_entropy(W2 @ A + b2, Y)
"""
LINE = "data X (N, d), y (N, 1)\nparams w (d, 1) = 0, b = 0\nL = sum((X @ w + b - y)**2)/N"
TWO = """
    data   X (d, m), y (1, m) binary
    params w (1, d) = 0, b = 0
    p = sigmoid(w @ X + b)
    L = -mean(y*log(p) + (1 - y)*log(1 - p))
"""
DROPPING = ONE_HOT.replace("one-hot", "one-hot, D (k, m) ~ dropout(0.3)").replace("A = relu", "A = D * relu")
FAST = {"epochs": 4, "ignore": ["ripe"]}
MADE = {
    "one-hot": ("kind", {"board": ONE_HOT, "sizes": {"k": 4}}),
    "dropout": ("kind", {"board": DROPPING, "sizes": {"k": 4}}),
    "two classes": ("kind", {"board": TWO}),
    "numbers": ("cost", {"board": cr.whiteboard(LINE), "dtype": "float64"}),
}


@pytest.fixture(scope="module", params=MADE)
def model(request, table):
    """A model of each kind."""
    target, choices = MADE[request.param]
    return cr.TableModel(target, **choices, **FAST).fit(table)


@pytest.mark.parametrize("weights", [None, "balanced"])
def test_the_board_of_a_network_learns_as_the_network(table, weights):
    """The same parts, encoding, start, order, weights: the same bytes of theta, and the same metrics."""
    rare = {**table, "kind": ["rare"] * 10 + ["common"] * 70}
    choices = {"class_weight": weights, "seed": 3, "pieces": 0, "learning_rate": 0.01, **FAST}
    network = cr.TableModel("kind", hidden=(4,), dropout=0, **choices).fit(rare)
    board = cr.TableModel("kind", board=network.network.board(), **choices).fit(rare)
    assert board.trained.theta.tobytes() == network.network.theta.tobytes()
    assert board.report().measures["test"].metrics == network.report().measures["test"].metrics
    assert board.report().curves() == network.report().curves()


def test_it_predicts_what_its_file_predicts(model, table, tmp_path):
    """Labels, probabilities, numbers in the target's unit, and what is said of it."""
    model.save(tmp_path / "m.safetensors")
    again = cr.TableModel.load(tmp_path / "m.safetensors")
    assert again.predict(table).tolist() == model.predict(table).tolist()
    assert again.evaluate(table).metrics == model.evaluate(table).metrics
    assert repr(again) == repr(model)
    assert again.trained.trainable == model.trained.trainable
    if model.classes is not None:
        assert again.probabilities(table) == pytest.approx(model.probabilities(table))
        assert model.probabilities(table).sum(axis=1) == pytest.approx(np.ones(80))


def test_metrics_are_of_what_it_predicts(model, table):
    """Accuracy, or R², as they are defined."""
    found, metrics = model.predict(table), model.evaluate(table).metrics
    if model.classes is not None:
        assert metrics["accuracy"] == np.mean(found == np.array(table["kind"]))
    else:
        truth = np.array(table["cost"])
        assert metrics["r2"] == pytest.approx(1 - np.mean((found - truth) ** 2) / truth.var())


def test_the_numbers_of_a_row_are_the_board_s(model, table):
    """Its cost at that row, and a gradient by every input that differences confirm."""
    sheet = row_sheet(model, table, 3, "m")
    X, y = model.arrays(table, np.array([2]), "float64")
    learner = model.learner
    data = {learner.inputs: X, next(name for name in ("Y", "y") if name in sheet.graph.leaves): y}
    assert float(sheet.values["L"]) == pytest.approx(model.trained.cost(data), rel=1e-5)
    if model.classes is not None:
        assert dict(sheet.listings[0].rows)["true"] == table["kind"][2]
    slopes = np.asarray(sheet.values[f"∂L/∂{learner.inputs}"]).ravel()
    moved = X.copy()
    moved[0, 0] += 1e-6
    backward = learner.backward()
    costs = [float(cr.Values(backward, learner.leaves(rows, y))["L"]) for rows in (X, moved)]
    assert slopes[0] == pytest.approx((costs[1] - costs[0]) / 1e-6, rel=1e-3, abs=1e-7)


CLAIMS = {
    ONE_HOT: "dW2 = (softmax(W2 @ A + b2) - Y) @ A.T / m",
    DROPPING: "dW2 = (softmax(W2 @ A + b2) - Y) @ A.T / m",
    TWO: "dw = (p - y) @ X.T / m",
    LINE: "db = 2/N*sum(X @ w + b - y)",
}


def test_it_checks_and_judges_claims(model, table):
    """In the names of the board, at rows of the table and without any."""
    X, y = model.arrays(table, np.arange(9), "float64")
    assert model.learner.check(X, y).right
    claim = CLAIMS[model.trained.whiteboard.text]
    assert model.learner.claim(claim).right
    assert model.learner.claim(claim, X, y).right
    assert not model.learner.claim(claim.replace("= ", "= 3*"), X, y).right


def test_classes_have_no_unit(model):
    """A note on the unit of the target is for numbers, and for them where the cost depends on it."""
    assert not any("own unit" in note for note in model.learner.notes)


def test_its_sheet_without_a_row_is_the_board(model):
    """The graph in the letters in which it was written."""
    sheet = model_sheet(model.learner, "m")
    assert (sheet.title, sheet.values, sheet.graph) == ("m", None, model.trained.graph)
    assert sheet.wrt == tuple(model.trained.parameters)


def test_its_script_goes_on_training(model, table):
    """A NumPy file without chainrule in it."""
    made = model.script(table, epochs=1)
    assert "import chainrule" not in made.text
    assert made.text.startswith('"""Training of a board.')


def test_it_says_what_it_is(table):
    """Its shapes in numbers, the sizes that were chosen, the number of its parameters."""
    model = cr.TableModel("kind", board=ONE_HOT, sizes={"k": 4}, **FAST).fit(table)
    assert model.learner.told() == "X (7, m) to Y (2, m), k = 4\n42 parameters (float32), cost L"
    assert repr(model) == "<table model of 'kind', 2 classes, a board, X (7, m) to Y (2, m), k = 4>"
    assert model.report().record()["sizes"] == {"c": 2, "k": 4, "n": 7}
    assert "board     X (7, m) to Y (2, m), k = 4" in str(model.report())
    with pytest.raises(SettingError, match="a board has learned here, and no network; `trained` is that board"):
        _ = model.network


def test_a_board_can_be_fitted_again(table):
    """Each time from the start."""
    model = cr.TableModel("cost", board=LINE, **FAST)
    first = model.fit(table).trained.theta.tobytes()
    assert model.fit(table).trained.theta.tobytes() == first


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ({"board": 3}, "board: a board or its text is needed, not 3"),
        ({"board": LINE, "hidden": (3,)}, "hidden: this is for a network, and board says it in its own lines"),
        ({"board": LINE, "activation": "tanh"}, "activation: this is for a network"),
        ({"board": LINE, "dropout": 0.0}, "dropout: this is for a network"),
        ({"board": LINE, "l2": 0.1}, "l2: this is for a network"),
        ({"board": LINE, "loss": "huber"}, "loss: this is for a network"),
        ({"sizes": {"k": 3}}, "sizes: this is for a board; give board too"),
        ({"batch": "m"}, "batch: this is for a board; give board too"),
        ({"board": LINE, "sizes": [3]}, "sizes: whole numbers by letter are needed, {'k': 64}, not [3]"),
        ({"board": LINE, "sizes": {"k": 0}}, "the size k is a whole number from 1, not 0"),
    ],
)
def test_settings_of_a_network_and_of_a_board_do_not_mix(choices, sentence):
    """Refused before a table is read."""
    with pytest.raises(SettingError) as caught:
        cr.TableModel("cost", **choices)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("target", "choices", "sentence"),
    [
        (
            "kind",
            {"board": LINE},
            "board: y holds numbers, and 'kind' texts; declare classes there as Y (c, m) one-hot",
        ),
        ("cost", {"board": LINE, "task": "classes"}, "task: y of the board holds numbers; declare classes there"),
        ("kind", {"board": TWO, "task": "regression"}, "task: y of the board holds classes"),
        ("town", {"board": TWO}, "board: y tells two classes apart, and 'town' has 3"),
    ],
)
def test_a_target_that_is_something_else_is_refused(table, target, choices, sentence):
    """With what would have to be declared."""
    towns = {**table, "town": ["north", "south", "west", "south"] * 20}
    with pytest.raises(ArgumentError) as caught:
        cr.TableModel(target, **choices).fit(towns)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("name", ["plain", "mixed", "unfilled"])
def test_a_file_that_is_no_table_s_is_refused(name, classifier, tmp_path):
    """A board without an encoding, with that of another model, or one that no table fills."""
    text = LINE if name != "unfilled" else "data X (N, d)\nparams w (d, 1) = 0\nL = mean((X @ w)**2)"
    board = cr.whiteboard(text)
    data = {"X": np.eye(4), "y": np.arange(4.0)} if name != "unfilled" else {"X": np.eye(4)}
    board.train(data, epochs=1, batch_size=2)
    if name != "plain":
        board.encoding = classifier.trained.encoding
    board.save(tmp_path / "m.safetensors")
    sentence = (
        "does not say how columns become inputs, for its board" if name == "plain" else "encoding and its board do not"
    )
    with pytest.raises(ModelFileError, match=sentence):
        cr.TableModel.load(tmp_path / "m.safetensors")


def test_a_row_is_shown_as_it_is_predicted_where_batch_norm_keeps_averages(table):
    """One row is no batch: its cost is −log of the probability that predictions give to its class."""
    normed = "running mu (k, 1), v (k, 1)\n    A = relu(batch_norm(W1 @ X + b1, mu, v))"
    text = ONE_HOT.replace("A = relu(W1 @ X + b1)", normed)
    model = cr.TableModel("kind", board=text, sizes={"k": 4}, **FAST).fit(table)
    X, y = model.arrays(table, np.array([2]), "float64")
    (shares,) = model.learner.output_at(None, X)
    sheet = row_sheet(model, table, 3, "m")
    assert float(sheet.values["L"]) == pytest.approx(-np.log(shares[int(y[0])]), rel=1e-6)
    ops = [{node.op.name for node in one.order} for one in (sheet.graph, model_sheet(model.learner, "m").graph)]
    assert ["batch_norm" in one for one in ops] == [False, True]


@pytest.mark.parametrize(
    ("line", "any_unit"),
    [
        ("L = mean((z - y)**2)", True),
        ("L = mean(abs(z - y))", True),
        ("yhat = exp(z)\nL = mean(yhat - y*log(yhat))", False),
        ("L = mean(exp(z) - y*z)", False),
    ],
)
def test_a_target_is_standardised_where_its_unit_does_not_matter(line, any_unit):
    """Squares and absolute values of a difference are the same in any unit up to a factor; a cost of counts is not."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=80)
    counts = rng.poisson(np.exp(1 + 0.5 * x)).astype(float)
    board = f"data X (n, m), y (1, m)\nparams w (1, n), b\nz = w @ X + b\n{line}"
    model = cr.TableModel("count", board=board, epochs=60, learning_rate=0.05).fit({"x": x, "count": counts})
    assert (model.encoding.sd == 1 and model.encoding.mean == 0) != any_unit
    assert any("own unit" in note for note in model.learner.notes) != any_unit
    assert np.corrcoef(model.predict({"x": x}), np.exp(1 + 0.5 * x))[0, 1] > 0.8
    if not any_unit:
        assert abs(model.predict({"x": x}).mean() - counts.mean()) < 0.3 * counts.mean()


def test_a_score_is_no_probability():
    """Of a hinge there are labels, accuracy and AUC; asked for probabilities it says that it has none."""
    x = np.random.default_rng(0).normal(size=80)
    rows = {"x": x, "good": np.where(x > 0, "yes", "no")}
    board = "data X (n, m), y (1, m) signs\nparams w (1, n), b\nz = w @ X + b\nL = mean(maximum(0, 1 - y*z))"
    model = cr.TableModel("good", board=board, epochs=200, learning_rate=0.05).fit(rows)
    report = model.evaluate(rows)
    assert sorted(report.measures.metrics) == ["accuracy", "auc", "balanced_accuracy"]
    assert (model.predict(rows) == rows["good"]).mean() > 0.9
    with pytest.raises(cr.SettingError, match="this board scores 'good', and a score is no probability; predict gives"):
        model.probabilities(rows)
    sheet = str(row_sheet(model, rows, 3, "m"))
    assert "P(good" not in sheet


def test_a_quantile_is_judged_as_one():
    """Nine tenths of the targets lie below what a pinball cost of 0.9 predicts; the median has the usual metrics."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=400)
    rows = {"x": x, "y": 2 * x + rng.normal(size=400)}
    board = "data X (n, m), t (1, m)\nparams w (1, n), b\nd = t - (w @ X + b)\nL = mean(maximum({}*d, ({} - 1)*d))"
    high = cr.TableModel("y", board=board.format(0.9, 0.9), epochs=100, learning_rate=0.02).fit(rows)
    metrics = high.evaluate(rows).measures.metrics
    d = rows["y"] - high.predict(rows)
    assert metrics["pinball"] == pytest.approx(np.mean(np.maximum(0.9 * d, -0.1 * d)))
    assert metrics["share_below"] == pytest.approx(0.9, abs=0.05)
    median = cr.TableModel("y", board=board.format(0.5, 0.5), epochs=2).fit(rows)
    assert sorted(median.evaluate(rows).measures.metrics) == ["mae", "r2", "rmse"]
