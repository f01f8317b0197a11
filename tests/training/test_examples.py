"""Examples: what a person may hand over as X, y and weights, and what is refused, with row and column."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DataError, ShapeError
from chainrule.training import examples as examples_module
from chainrule.training.examples import prepare_examples, prepare_inputs

X = np.array([[0.0, 1], [1, 0], [1, 1], [0, 0]])
REGRESSION = cr.Network([2, 1]).architecture
THREE = cr.Network([2, 3], output="softmax").architecture
TWO = cr.Network([2, 1], output="sigmoid").architecture


def prepared(architecture, y, x=X, weights=None, classes=None, dtype=np.float32):
    """The tables."""
    return prepare_examples(architecture, x, y, weights, classes, dtype)


# ---- X ------------------------------------------------------------------------------------------------------------


def test_a_frame_of_truth_and_numbers_is_a_table_of_numbers():
    """As get_dummies of pandas makes it, which NumPy holds as objects; with a text, or an endless number, none."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.get_dummies(pandas.DataFrame({"size": [1.5, 2.0], "colour": ["red", "blue"]}))[
        ["size", "colour_red"]
    ]
    assert frame.to_numpy().dtype == object
    assert prepare_inputs(REGRESSION, frame, np.float32).tolist() == [[1.5, 1], [2, 0]]
    for wrong in ("a", 10**400):
        with pytest.raises(DataError, match="X needs numbers, got object"):
            prepare_inputs(REGRESSION, np.array([[1.5, wrong]], dtype=object), np.float32)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([[1, 2, 3]], ShapeError, r"X needs a row for each example and 2 columns, got the shape \(1, 3\)$"),
        ([1, 2], ShapeError, r"got the shape \(2,\); for one example use X.reshape\(1, 2\)"),
        (5, ShapeError, r"got the shape \(\)"),
        ([[1, 2], [3]], ShapeError, "X is not a table: its rows have different lengths"),
        ([["a", "b"]], DataError, "X needs numbers, got <U1; turn text into numbers first"),
        ([[1, None]], DataError, "X needs numbers, got object; turn text into numbers first"),
        ([[1j, 2]], DataError, "X needs numbers, got complex128"),
        ([[1, 2], [3, np.nan]], DataError, "X must be finite, but row 1, column 1 is nan"),
        ([[1, 2], [np.inf, 4]], DataError, "X must be finite, but row 1, column 0 is inf"),
        ([[1, 2], [3, -1e300]], DataError, r"X must be finite in float32, but row 1, column 1 is -1e\+300"),
    ],
)
def test_inputs_that_cannot_be_learned_from_are_refused(x, error, message):
    """Shape, kind, and the first number that is not finite in the network's type."""
    with pytest.raises(error, match=message):
        prepare_inputs(REGRESSION, x, np.float32)


def test_number_that_is_not_finite_is_found_in_a_later_block(monkeypatch):
    """Row numbers count from the first row of all."""
    monkeypatch.setattr(examples_module, "BLOCK", 3)
    x = np.ones((10, 2))
    x[8, 1] = np.nan
    with pytest.raises(DataError, match="row 8, column 1 is nan"):
        prepare_inputs(REGRESSION, x, np.float64)


@pytest.mark.parametrize("kind", ["bool", "uint8", "int64", "float16", "float32", "float64", ">f4"])
def test_inputs_of_every_kind_of_number_become_one_table(kind):
    """In the type of the network, and in C order where a copy is made anyway."""
    given = np.asfortranarray(X.astype(kind))
    table = prepare_inputs(REGRESSION, given, np.float32)
    assert (table.dtype, table.flags.c_contiguous) == (np.float32, kind != "float32")
    assert (table is given) == (kind == "float32")
    assert np.array_equal(table, X)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_table_that_fits_is_not_copied(dtype, order):
    """A hundred megabytes are not held twice, be its rows or its columns contiguous."""
    table = np.asarray(X, dtype=dtype, order=order)
    assert prepare_inputs(REGRESSION, table, dtype) is table


@pytest.mark.parametrize("part", [np.s_[::2], np.s_[:, ::-1]])
def test_table_that_is_contiguous_neither_way_becomes_one_in_c_order(part):
    """Gathering wants one step from number to number."""
    table = prepare_inputs(REGRESSION, X.astype(np.float32)[part], np.float32)
    assert table.flags.c_contiguous
    assert np.array_equal(table, X[part])


@pytest.mark.parametrize("kind", ["uint8", "float32", "float64"])
def test_mapped_file_stays_where_it_is(kind, tmp_path):
    """In its own type; training and predicting from it gives what the same numbers in memory give."""
    numbers = np.random.default_rng(0).integers(0, 5, (50, 2)).astype(kind)
    numbers.tofile(tmp_path / "table")
    mapped = np.memmap(tmp_path / "table", kind, "r", shape=(50, 2))
    assert prepare_inputs(REGRESSION, mapped, np.float32) is mapped
    networks = [cr.Network([2, 3, 1], seed=1) for _ in range(2)]
    for network, x in zip(networks, (mapped, numbers), strict=True):
        network.train(x, numbers[:, 0], batch_size=8, epochs=2)
    assert np.array_equal(networks[0].theta, networks[1].theta)
    assert np.array_equal(networks[0].output(mapped), networks[1].output(numbers))


def test_mapped_file_of_a_foreign_byte_order_is_read():
    """Its bytes cannot be gathered as they are."""
    assert prepare_inputs(REGRESSION, np.asarray(X, dtype=">f8"), np.float64).dtype.isnative


def test_lists_are_tables_too():
    """X and y as Python writes them."""
    network = cr.Network([2, 1], output="sigmoid")
    assert network.train([[0, 1], [1, 0]], [0, 1], batch_size=2, epochs=1).steps == 1


# ---- y ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("architecture", "y", "error", "message"),
    [
        (REGRESSION, [1, 2, 3], ShapeError, "X has 4 rows, but y has 3; they need one each"),
        (REGRESSION, 7.0, ShapeError, "y needs a target for each of the 4 rows of X, got 7.0"),
        (REGRESSION, [[1, 2]] * 4, ShapeError, "y has 2 columns, but the network has 1 outputs"),
        (REGRESSION, [[1], [2, 3], [4], [5]], ShapeError, "y is not a table: its rows have different lengths"),
        (
            REGRESSION,
            ["a", "b", "a", "b"],
            DataError,
            "y needs numbers, got <U1; for class labels use output=",
        ),
        (REGRESSION, [1, 2, np.nan, 4], DataError, "y must be finite, but row 2, column 0 is nan"),
        (REGRESSION, [1, 2, 3, 1e39], DataError, r"y must be finite in float32, but row 3, column 0 is 1e\+39"),
        (
            THREE,
            ["a", "b", "a", "b"],
            DataError,
            "y has 2 different labels, but the network has 3 outputs for 3",
        ),
        (THREE, [[1, 0], [0, 1]] * 2, ShapeError, "y has 2 columns, but the network has 3 outputs"),
        (THREE, [0, 1, 2, 3], DataError, "y has 4 different labels, .* use sizes that end in 4, or give y as numbers"),
        (TWO, [0, 1, 2, 2], DataError, "y has 3 different labels, but the network has 1 outputs for 2 classes"),
        (TWO, ["a", "b", "c", "c"], DataError, "y has 3 different labels"),
        (TWO, [0.0, 0.5, np.nan, 1], DataError, "y must be finite, but row 2, column 0 is nan"),
        (
            TWO,
            np.array(["a", None, "b", "a"], dtype=object),
            DataError,
            "y holds labels of several kinds; make",
        ),
    ],
)
def test_targets_that_do_not_fit_are_refused(architecture, y, error, message):
    """With what was found and what was needed."""
    with pytest.raises(error, match=message):
        prepared(architecture, y)


def test_no_rows_are_refused():
    """There is nothing to learn from."""
    with pytest.raises(DataError, match="there are no rows to learn from"):
        prepared(REGRESSION, [], np.zeros((0, 2)))


@pytest.mark.parametrize(
    ("architecture", "y", "classes", "places"),
    [
        (THREE, ["b", "a", "c", "b"], ["a", "b", "c"], [1, 0, 2, 1]),
        (THREE, np.array(["b", "a", "c", "b"], dtype=object), ["a", "b", "c"], [1, 0, 2, 1]),
        (THREE, [0, 2, 1, 1], [0, 1, 2], [0, 2, 1, 1]),
        (THREE, [0, 1, 0, 1], [0, 1, 2], [0, 1, 0, 1]),
        (THREE, [10, -5, 30, 10], [-5, 10, 30], [1, 0, 2, 1]),
        (THREE, [0.5, 1.5, 2.5, 0.5], [0.5, 1.5, 2.5], [0, 1, 2, 0]),
        (TWO, ["yes", "no", "no", "yes"], ["no", "yes"], [1, 0, 0, 1]),
        (TWO, [True, False, True, True], [False, True], [1, 0, 1, 1]),
        (TWO, [1, 0, 1, 1], [0, 1], [1, 0, 1, 1]),
        (TWO, [1, 1, 1, 1], [0, 1], [1, 1, 1, 1]),
        (TWO, [[1], [0], [1], [1]], [0, 1], [1, 0, 1, 1]),
        (TWO, [3, 7, 7, 3], [3, 7], [0, 1, 1, 0]),
        (TWO, [0.0, 1.0, 1.0, 0.0], [0, 1], [0, 1, 1, 0]),
    ],
)
def test_labels_become_places_among_their_classes(architecture, y, classes, places):
    """Text, whole numbers, truth values and other numbers; whole numbers from 0 are their own places."""
    found = prepared(architecture, y)
    assert found.classes.tolist() == classes
    name = "labels" if architecture is THREE else "Y"
    assert found.tables[name][:, 0].tolist() == places


def test_shares_between_two_classes_are_numbers():
    """A sigmoid may learn probabilities."""
    found = prepared(TWO, [0.1, 0.9, 0.5, 0.3])
    assert found.classes is None
    np.testing.assert_allclose(found.tables["Y"][:, 0], [0.1, 0.9, 0.5, 0.3], rtol=1e-6)


def test_columns_are_numbers_even_when_labels_are_known():
    """One-hot columns, or probabilities, for a network that has met labels."""
    found = prepared(THREE, np.eye(3)[[0, 1, 2, 2]], classes=np.arange(3))
    assert found.tables["Y"].shape == (4, 3)
    network = cr.Network([2, 3], output="softmax")
    network.train(X, ["a", "b", "c", "c"], epochs=1)
    network.train(X, np.eye(3)[[0, 1, 2, 2]], epochs=1)
    assert network.classes.tolist() == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("known", "y", "message"),
    [
        (np.array(["a", "b", "c"]), ["a", "b", "x", "c"], "y has the label x in row 2; the model knows a, b, c"),
        (np.arange(3), [0, 1, 2, 7], "y has the label 7 in row 3; the model knows 0, 1, 2"),
        (np.arange(3), [0, -1, 2, 1], "y has the label -1 in row 1; the model knows 0, 1, 2"),
        (np.arange(3), [0.5, 1, 2, 1], "y has the label 0.5 in row 0; the model knows 0, 1, 2"),
        (np.arange(3), ["a", "b", "c", "a"], "y has the label a in row 0; the model knows 0, 1, 2"),
        (np.array(["a", "b", "c"]), [1, 2, 3, 1], "y has the label 1 in row 0; the model knows a, b, c"),
    ],
)
def test_label_that_the_network_does_not_know_is_refused(known, y, message):
    """With its row, and the classes there are."""
    with pytest.raises(DataError, match=message):
        prepared(THREE, y, classes=known)


def test_network_gives_back_the_labels_that_it_was_taught():
    """Text for text, truth values for truth values, numbers for numbers."""
    for y in (["no", "yes", "yes", "no"], [False, True, True, False], [3, 7, 7, 3]):
        network = cr.Network([2, 8, 1], output="sigmoid", hidden="tanh", seed=1)
        network.train(X, y, epochs=300, batch_size="full", optimizer=cr.Adam(0.05))
        assert network.predict(X).tolist() == y


# ---- weights ------------------------------------------------------------------------------------------------------


def test_weights_are_scaled_to_mean_one():
    """So that they do not change the learning rate."""
    assert prepared(REGRESSION, [1, 2, 3, 4], weights=[2, 2, 4, 0]).tables["weights"].tolist() == [[1], [1], [2], [0]]


@pytest.mark.parametrize(
    ("weights", "error", "message"),
    [
        ([1, 2], ShapeError, r"there are 4 rows, so 4 weights are needed, got the shape \(2,\)"),
        ([[1, 1]] * 4, ShapeError, r"so 4 weights are needed, got the shape \(4, 2\)"),
        ([1, -1, 1, 1], DataError, "example weights must be 0 or more, and not all 0"),
        ([0, 0, 0, 0], DataError, "example weights must be 0 or more, and not all 0"),
        ([1, np.nan, 1, 1], DataError, "weights must be finite, but row 1, column 0 is nan"),
    ],
)
def test_weights_that_make_no_sense_are_refused(weights, error, message):
    """One for each row, none below zero."""
    with pytest.raises(error, match=message):
        prepared(REGRESSION, [1, 2, 3, 4], weights=weights)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "int64"])
def test_labels_that_are_places_already_are_used_as_they_are(dtype):
    """No copy is made of them, whatever whole numbers they are."""
    labels = np.arange(12, dtype=dtype) % 3
    network = cr.Network([2, 3], output="softmax")
    examples = network._model.examples(np.ones((12, 2)), labels)
    assert np.shares_memory(examples.tables["labels"], labels)
    assert network.train(np.ones((12, 2)), labels, batch_size=4, epochs=1).steps == 3


@pytest.mark.parametrize(
    "labels",
    [
        np.array([b"a", b"b"] * 2),
        np.array(["2020-01-01", "2021-01-01"] * 2, dtype="datetime64[D]"),
        np.array([1, 2] * 2, dtype="timedelta64[s]"),
        np.array([1j, 2] * 2),
        np.array([(1, 2), (3, 4)] * 2, dtype=[("a\x1b[31m", int), ("b", int)]),
        np.array([None] * 4),
        np.array([(1,), (2,), (1,), (2,)], dtype=object)[:, 0].astype(object) * 1j,
    ],
    ids=["bytes", "dates", "durations", "complex", "records", "nothing", "complex objects"],
)
@pytest.mark.parametrize("architecture", [TWO, cr.Network([2, 2], output="softmax").architecture, REGRESSION])
def test_labels_that_no_file_holds_are_refused(architecture, labels):
    """When they are learned, not when the network is saved; the message can be shown on a terminal."""
    with pytest.raises(DataError, match=r"^y holds .*, and labels are texts or numbers; make them texts") as caught:
        prepared(architecture, labels)
    assert str(caught.value).isprintable()


def test_labels_that_are_no_numbers_are_refused():
    """NaN is no label of a class."""
    with pytest.raises(DataError, match="y holds NaN or infinity, which is no label"):
        prepared(THREE, np.array([0.5, np.nan, 1.5, 0.5]))
