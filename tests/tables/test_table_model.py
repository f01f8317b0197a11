"""TableModel: what the command line does, from Python, on files and on data frames."""

import warnings

import numpy as np
import pytest

import chainrule as cr
from chainrule.cli import main
from chainrule.data import read_frame, write_table
from chainrule.errors import DataError, ModelFileError, SettingError

from .conftest import FAST


def without(table, *names):
    """A table without some columns."""
    return {name: values for name, values in table.items() if name not in names}


# ---- the same as the command line ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"target": "kind"}, ("--target", "kind")),
        ({"target": "cost", "ignore": ["kind"], "batch_size": (8, 32), "optimizer": "momentum", "patience": 0},
            ("--target", "cost", "--ignore", "kind", "--batch-size", "8..32", "--optimizer", "momentum",
             "--patience", "0")),
        ({"target": "kind", "loss": "logistic", "class_weight": "balanced", "test": 0.3, "warm_up": 5, "seed": 2},
            ("--target", "kind", "--loss", "logistic", "--class-weight", "balanced", "--test", "0.3", "--warm-up", "5",
             "--seed", "2")),
    ],
)  # fmt: skip
def test_fit_and_train_make_the_same_file(table, tmp_path, monkeypatch, capsys, choices, words):
    """Byte by byte, for the same table and the same choices; and the same report, seconds apart."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    write_table("people.csv", read_frame(table), {})
    assert main(("train", "people.csv", *words, "--epochs", "3", "--hidden", "4")) == 0
    said = capsys.readouterr().out.split("\n\n  model ")[0]
    model = cr.TableModel(**choices, **FAST).fit("people.csv")
    model.save("mine.safetensors")
    assert (tmp_path / "mine.safetensors").read_bytes() == (tmp_path / "people.safetensors").read_bytes()

    def untimed(text):
        return [line for line in text.splitlines() if "training  " not in line and not line.startswith("            ")]

    assert untimed(str(model.report())) == untimed(said)


@pytest.mark.parametrize("target", ["kind", "cost", "ripe"])
def test_predict_and_predict_say_the_same(table, tmp_path, monkeypatch, target):
    """The predictions of the command line, as Python has them; its notes are warnings here."""
    monkeypatch.chdir(tmp_path)
    write_table("people.csv", read_frame(table), {})
    cr.TableModel(target, **FAST).fit("people.csv").save("m.safetensors")
    assert main(("predict", "m.safetensors", "people.csv", "--out", "p.csv", "--quiet")) == 0
    written = [line.split(",")[-1] for line in (tmp_path / "p.csv").read_text().splitlines()[1:]]
    predicted = cr.TableModel.load("m.safetensors").predict("people.csv")
    assert list(map(str, predicted.tolist())) == [{"true": "True", "false": "False"}.get(one, one) for one in written]


# ---- data frames --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", ["pandas", "polars", "pyarrow"])
def test_a_frame_is_a_table_like_any_other(table, classifier, package):
    """Learned from and asked, it gives what the dict of its columns gives; the order of columns does not matter."""
    module = pytest.importorskip(package)
    frame = module.table(table) if package == "pyarrow" else module.DataFrame(table)
    assert (classifier.predict(frame) == classifier.predict(table)).all()
    turned = frame.select(list(table)[::-1]) if package != "pandas" else frame[list(table)[::-1]]
    assert (classifier.predict(turned) == classifier.predict(table)).all()
    again = cr.TableModel("kind", ignore=["cost", "ripe"], loss="cross_entropy", **FAST).fit(frame)
    assert again.network.theta.tobytes() == classifier.network.theta.tobytes()


def test_predictions_come_in_the_order_of_the_rows(table, classifier):
    """An array, which a frame with any index takes as a column, row by row."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(table).sample(frac=1, random_state=0)
    frame["predicted"] = classifier.predict(frame)
    assert frame.sort_index()["predicted"].tolist() == classifier.predict(table).tolist()


def test_a_frame_is_not_changed(table, classifier):
    """Neither by fit nor by predict."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(table)
    before = frame.copy(deep=True)
    cr.TableModel("kind", **FAST).fit(frame)
    classifier.predict(frame)
    pandas.testing.assert_frame_equal(frame, before)


# ---- predictions --------------------------------------------------------------------------------------------------


def test_labels_are_the_most_probable(table, classifier):
    """And probabilities come in the order of `classes`, each row adding up to 1."""
    shares = classifier.probabilities(table)
    assert classifier.classes.tolist() == ["big", "small"]
    assert (classifier.predict(table) == classifier.classes[shares.argmax(axis=1)]).all()
    assert shares.sum(axis=1) == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize(
    ("labels", "kind"),
    [(["no", "yes"], "U"), ([0, 1], "i"), ([1.5, 2.5], "f"), ([False, True], "b"), (["FALSE", "TRUE"], "b")],
)
def test_labels_come_back_as_they_are_in_python(table, labels, kind):
    """Texts as they were written, numbers as numbers, truth as truth: what was given can be compared with them."""
    given = np.array(labels)[(np.array(table["size"]) > 0).astype(int)]
    model = cr.TableModel("y", task="classes", epochs=60, hidden=(8,), learning_rate=0.03, patience=0)
    found = model.fit({"size": table["size"], "y": given}).predict({"size": table["size"]})
    assert found.dtype.kind == kind
    truth = given == "TRUE" if labels[0] == "FALSE" else given
    assert (found == truth).mean() > 0.9


def test_numbers_are_in_the_unit_of_the_target(table, regression):
    """The network's standardised output, restored, in double precision."""
    X, y = regression.arrays(table)
    found = regression.predict(table)
    assert found.dtype == np.float64
    assert found == pytest.approx(regression.encoding.restored(regression.network.output(X)[:, 0]))
    assert regression.encoding.restored(y) == pytest.approx(table["cost"])
    assert regression.classes is None


def test_what_is_new_is_a_warning(table, classifier):
    """A sentence for each column, the one that the command line prints; extra columns are no reason to warn."""
    new = {**without(table, "kind"), "town": ["east", *table["town"][1:]], "size": [np.nan, *table["size"][1:]]}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        classifier.predict(new)
    said = [str(one.message) for one in caught]
    assert [one.category for one in caught] == [cr.DataNote, cr.DataNote]
    assert [one.filename for one in caught] == [__file__, __file__]
    assert said[0].startswith("'size': missing in 1 row and never in training; the median")
    assert said[1].startswith("'town': 1 cell with categories that training did not show")
    assert classifier.notes(new) == tuple(said)
    extra = "the data has 1 column that the model does not know, not used: 'id'"
    assert classifier.notes({**new, "id": new["size"]}) == (*said, extra)


def test_a_target_that_may_be_classes_is_a_warning():
    """As the command line has it, in the words of Python."""
    data = {"x": np.arange(60.0), "y": np.arange(60) % 3}
    with pytest.warns(cr.DataNote, match="'y' holds 3 different whole numbers .*; task='classes' if they are classes"):
        cr.TableModel("y", **FAST).fit(data)


# ---- the state of a model -----------------------------------------------------------------------------------------


def test_a_loaded_model_is_the_saved_one(table, classifier, tmp_path):
    """It predicts the same bits, knows its target, its classes and its columns."""
    classifier.save(tmp_path / "m.safetensors")
    loaded = cr.TableModel.load(tmp_path / "m.safetensors")
    assert (loaded.probabilities(table) == classifier.probabilities(table)).all()
    assert (loaded.target, loaded.task, loaded.columns) == ("kind", "classes", classifier.columns)
    assert repr(loaded) == repr(classifier) == "<table model of 'kind', 2 classes, 6-4-2>"
    with pytest.raises(SettingError, match="a file has no report of the training; evaluate tells"):
        loaded.report()


def test_fit_begins_anew(table):
    """A second fit trains another network, and the same table gives the same one."""
    model = cr.TableModel("kind", **FAST).fit(table)
    first = model.network
    assert model.fit(table) is model
    assert model.network is not first
    assert model.network.theta.tobytes() == first.theta.tobytes()


@pytest.mark.parametrize(
    "ask",
    [
        lambda model, table: model.predict(table),
        lambda model, table: model.evaluate(table),
        lambda model, table: model.report(),
        lambda model, table: model.save("m.safetensors"),
        lambda model, table: model.network,
        lambda model, table: model.classes,
    ],
)
def test_a_model_that_is_not_fitted_says_so(table, ask):
    """And what to do about it."""
    with pytest.raises(SettingError, match="the model is not fitted; fit it to a table, or load one from a file"):
        ask(cr.TableModel("kind"), table)


def test_a_fit_that_fails_leaves_the_model_as_it_was(table):
    """What it had learned before still answers."""
    model = cr.TableModel("kind", **FAST).fit(table)
    before = model.predict(table)
    with pytest.raises(DataError, match="the data has no column 'kind'"):
        model.fit(without(table, "kind"))
    assert (model.predict(table) == before).all()


def test_a_model_says_what_it_is():
    """Before it is fitted and after, for numbers too."""
    assert repr(cr.TableModel("kind")) == "<table model of 'kind', not fitted>"
    assert repr(cr.TableModel()) == "<table model of a sample, not fitted>"
    assert repr(cr.TableModel(**FAST).fit("line")) == "<table model of 'y', a number, 1-4-1>"


def test_a_notebook_shows_the_columns(classifier):
    """What is done with each; of a model that is not fitted, that it is none yet."""
    assert "<td>town</td><td>2 categories one-hot, missing apart</td>" in classifier._repr_html_()
    assert "table model of &#x27;kind&#x27;, not fitted" in cr.TableModel("kind")._repr_html_()


def test_callbacks_see_the_run(table):
    """A function is called after each epoch."""
    seen = []
    cr.TableModel("kind", **FAST).fit(table, callbacks=[lambda run: seen.append(run.epoch)])
    assert seen == [1, 2, 3]


def test_a_network_shows_its_work_on_a_table(table, classifier, regression):
    """`arrays` is what a network is asked with; the script goes on training on the table."""
    X, y = classifier.arrays(table, np.arange(3), np.float64)
    assert (X.shape, X.dtype, y.tolist()) == ((3, 6), np.float64, [int(one == "small") for one in table["kind"][:3]])
    assert classifier.network.check(X, y).right
    assert "for epoch in range(epochs)" in regression.script(table, epochs=2).text


@pytest.mark.parametrize("name", ["network", "mixed"])
def test_what_is_no_model_of_a_table(classifier, tmp_path, name):
    """A network without an encoding, or with that of another network, is refused when it is loaded."""
    network = cr.Network([7, 2], output="softmax")
    if name == "mixed":
        network.encoding = classifier.network.encoding
    network.save(tmp_path / "m.safetensors")
    sentence = {"network": "does not say how columns become inputs", "mixed": "encoding and its network do not fit"}
    with pytest.raises(ModelFileError, match=sentence[name]):
        cr.TableModel.load(tmp_path / "m.safetensors")


def test_probabilities_are_for_classes(table, regression):
    """Of numbers there are none."""
    with pytest.raises(SettingError, match="probabilities are for classes, and 'cost' holds numbers"):
        regression.probabilities(table)


def test_evaluate_needs_the_target(table, classifier):
    """In every row, and learned."""
    with pytest.raises(DataError, match="the data has no column 'kind'"):
        classifier.evaluate(without(table, "kind"))
    with pytest.raises(DataError, match="row 1 of the data, column 'kind': 'huge' is not one of the 2 classes"):
        classifier.evaluate({**table, "kind": ["huge", *table["kind"][1:]]})


def test_columns_that_are_not_there_are_named(table, classifier):
    """With the one that was probably meant."""
    with pytest.raises(DataError, match="the data lacks 1 column of the model: 'size'; is 'Size' the same as 'size'"):
        classifier.predict({**without(table, "size"), "Size": table["size"]})
