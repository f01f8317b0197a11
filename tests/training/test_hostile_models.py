"""A hostile model file is refused with a short sentence, in no time and little memory; or it is a model like others."""

import os
import socket
import time
import tracemalloc
import warnings

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DataError, DivergenceError, ModelFileError, SettingError
from chainrule.tables.table_model import DataNote, TableModel

from .hostile_models import LABELS, TABLE, X, description, good_models, hostile_models, joined, parts, paths, with_field

SHARE, ALL, CHUNK = 150, 2000, 200
SECONDS, BYTES, LONGEST = 2.0, 300 << 20, 400  # of a message, beside the path
LARGE = 100.0  # of a number in a file


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The contents of good files."""
    return good_models(tmp_path_factory.mktemp("good"))


def judged(path):
    """Whether a file is a model; it is then one that predicts, trains, is saved and loaded again."""
    network, board = loaded(cr.Network, path), loaded(cr.Board, path)
    assert network is None or board is None
    if network is not None:
        judge_network(network, path)
    if board is not None:
        judge_board(board, path)
    return not (network is None and board is None)


def loaded(face, path):
    """The model, or None where it is refused in a short sentence."""
    try:
        return face.load(path)
    except ModelFileError as error:
        said = str(error).replace(str(path), "")
        assert said.isprintable()
        assert len(said) < LONGEST
        assert "Error" not in said
        return None


def judge_board(board, path):
    """It predicts and trains, is saved and loaded again."""
    known, model = board._model.checkpoint, board.trainable
    judge_table(board, path)
    if model.tables.keys() == {"X", "Y"} and model.tables["X"] == (3, "m"):
        said = description(path.read_bytes())
        numbers = [*known.progress.vectors.values(), board.theta, leaves([said["board"], said["optimizer"]])]
        may_diverge = any(np.abs(vector).max(initial=0) > LARGE for vector in numbers)
        labels = np.asarray(known.classes if known.classes is not None else np.arange(model.classes))
        shared = {name: 0.01 for name, _ in model.shared}
        with np.errstate(all="ignore"):
            board.predict(X=X)
            try:
                board.train(X=X, Y=labels[np.arange(len(X)) % len(labels)], sizes=dict(model.sizes), epochs=1, **shared)
            except DivergenceError:
                assert may_diverge
            except SettingError as error:
                words = ("is a person's own", "every parameter is frozen", "other shared data")
                assert any(one in str(error) for one in words)  # noqa: PT017
    board.save(path)
    assert cr.Board.load(path).theta.tobytes() == board.theta.tobytes()


def judge_table(face, path):
    """What has learned from a table predicts one, or is refused in a short sentence."""
    if face.encoding is not None:
        try:
            model = TableModel.load(path)
        except ModelFileError as error:
            assert len(str(error).replace(str(path), "")) < LONGEST  # noqa: PT017
        else:
            predicted(model)


def judge_network(network, path):
    """It predicts and trains, is saved and loaded again."""
    judge_table(network, path)
    may_diverge = is_large(network, path)
    with np.errstate(all="ignore"):  # the numbers of a file may be as large as numbers get
        network.output(X[:, : network.architecture.sizes[0]])
        trained(network, may_diverge=may_diverge)
    network.save(path)
    assert cr.Network.load(path).theta.tobytes() == network.theta.tobytes()


def predicted(model):
    """Every row gets a prediction that is a number or a label, with no warning of Python's, or the table is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DataNote)
        try:
            values = model.predict(TABLE)
        except DataError:
            return
    assert values.dtype.kind != "f" or np.isfinite(values).all()
    assert model.classes is not None or model.network.classes is None


def is_large(network, path):
    """Whether a file holds numbers so large that its training may leave the finite ones."""
    said = description(path.read_bytes())
    settings = [value for field in ("architecture", "optimizer") for value in leaves(said[field])]
    vectors = [network.theta, *network._checkpoint.progress.vectors.values()]
    return any(np.abs(vector).max() > LARGE for vector in vectors) or any(abs(one) > LARGE for one in settings)


def leaves(value):
    """The numbers in a description, of whatever depth."""
    if isinstance(value, dict | list):
        return [leaf for part in (value.values() if isinstance(value, dict) else value) for leaf in leaves(part)]
    return [value] if isinstance(value, int | float) else []


def trained(network, *, may_diverge):
    """Train with what the file says; with another rule where that is a person's own, and nothing frozen."""
    inputs, *_, outputs = network.architecture.sizes
    labels = network.classes
    y = X[:, :1].repeat(outputs, axis=1) if labels is None else labels[(LABELS == "yes").astype(int)]
    if network.architecture.output == "sigmoid" and labels is None:
        y = (y > 0).astype(float)
    hooks = [cr.ReduceOnPlateau(), cr.EarlyStopping()]
    rules = [None, cr.Adam()]
    while rules:
        try:
            network.train(X[:, :inputs], y, optimizer=rules.pop(0), epochs=1, validation=0.25, callbacks=hooks)
        except DivergenceError:
            assert may_diverge
            return
        except SettingError as error:
            assert any(words in str(error) for words in ("is a person's own", "every parameter is frozen"))  # noqa: PT017
            network.unfreeze()
        else:
            return


def judge_all(good, folder, first, count):
    """How many of these files are models; none takes too long or too much."""
    models, path = 0, folder / "hostile.safetensors"
    for i, (word, content) in enumerate(hostile_models(good, count, first)):
        path.write_bytes(content)
        tracemalloc.start()
        began = time.process_time()
        try:
            models += judged(path)
        except Exception as error:
            raise AssertionError(f"file {i} of seed {first}: {word}") from error
        seconds, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert seconds < SECONDS, word
        assert peak < BYTES, word
    return models


def test_a_share_of_them_is_refused_or_works(good, tmp_path):
    """Of a few, some are models: what was changed is a choice like another."""
    assert 0 < judge_all(good, tmp_path, 0, SHARE) < SHARE / 2


@pytest.mark.slow
@pytest.mark.parametrize("first", range(1, ALL // CHUNK + 1))
def test_all_of_them_are_refused_or_work(good, tmp_path, first):
    """So are all two thousand."""
    assert 0 < judge_all(good, tmp_path, first, CHUNK) < CHUNK / 2


def test_special_paths_are_refused(tmp_path):
    """Whatever has the name of a file and is none, and names that no file has."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "device").symlink_to("/dev/urandom")
    (tmp_path / "null").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(os.path.relpath(tmp_path / "socket"))
    names = (
        "pipe",
        "folder",
        "loop",
        "nowhere",
        "device",
        "null",
        "socket",
        "x" * 300,
        "\x1b[31m",
        "\ud800",
        "a\0b",
        "",
    )
    for name in names:
        with pytest.raises(ModelFileError) as caught:
            cr.Network.load(tmp_path / name)
        assert str(caught.value).isprintable()


def numbers_in(good, *fields):
    """The way to each number of these fields, with the file that has it."""
    found = [(content, path) for content in good for path in paths(description(content)) if path[0] in fields]
    names = ("step", "epoch", "batch", "mean", "sd", "median")
    return [(content, path) for content, path in found if path[-1] in names]


@pytest.mark.parametrize("value", [1e308, -1e308, 1e-320, -1, 10**15, 10**15 - 1, 2**53, ["a", "b"]])
def test_numbers_far_from_all_training_are_refused_or_used(good, tmp_path, value):
    """Positions beyond the history, means and deviations that no column has: refused, or a model like others."""
    for content, path in numbers_in(good, "position", "encoding"):
        (tmp_path / "one.safetensors").write_bytes(with_field(content, path, value))
        judged(tmp_path / "one.safetensors")


@pytest.mark.parametrize("value", [-1.0, 0.0, 1.0])
def test_states_that_no_rule_can_reach_are_refused(good, tmp_path, value):
    """A mean of squares is not below 0; every other finite state trains on."""
    path, states = tmp_path / "one.safetensors", 0
    for content in good:
        header, body = parts(content)
        for name in (name for name in header if name.startswith("optimizer/")):
            start, end = header[name]["data_offsets"]
            width = {"F32": np.float32, "F64": np.float64}[header[name]["dtype"]]
            filled = np.full((end - start) // width().itemsize, value, width).tobytes()
            path.write_bytes(joined(header, body[:start] + filled + body[end:]))
            assert judged(path) is not (name == "optimizer/second_moment" and value < 0)
            states += 1
    assert states == 8


@pytest.mark.parametrize("which", [0, 1])
def test_predictions_beyond_the_largest_number_are_refused(good, tmp_path, which):
    """Parameters as large as numbers get predict no row, and that is said, not by a warning of Python's."""
    header, body = parts(good[which])
    for name in (name for name in header if name[0] in "Wb" and "/" not in name):
        start, end = header[name]["data_offsets"]
        width = {"F32": np.float32, "F64": np.float64}[header[name]["dtype"]]
        filled = np.full((end - start) // width().itemsize, np.finfo(width).max, width)
        body = body[:start] + filled.tobytes() + body[end:]
    (tmp_path / "one.safetensors").write_bytes(joined(header, body))
    model = TableModel.load(tmp_path / "one.safetensors")
    with pytest.raises(DataError, match=r"row 1 of .*: what the model predicts is beyond the largest number"):
        model.predict(TABLE)


def test_classes_stand_for_outputs_that_are_probabilities(good, tmp_path):
    """A network whose one output is a number has no labels, whatever its file says."""
    (tmp_path / "one.safetensors").write_bytes(with_field(good[1], ("classes",), ["a", "b"]))
    with pytest.raises(ModelFileError, match="the classes must be null where the one output is no probability"):
        cr.Network.load(tmp_path / "one.safetensors")
