"""A hostile model file is refused with a short sentence, in no time and little memory; or it is a model like others."""

import os
import socket
import time
import tracemalloc

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DivergenceError, ModelFileError, SettingError
from chainrule.tables.table_model import TableModel

from .hostile_models import LABELS, X, good_models, hostile_models

SHARE, ALL, CHUNK = 150, 2000, 200
SECONDS, BYTES, LONGEST = 2.0, 300 << 20, 400  # of a message, beside the path


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """The contents of good files."""
    return good_models(tmp_path_factory.mktemp("good"))


def judged(path):
    """Whether a file is a model; it is then one that predicts, trains, is saved and loaded again."""
    try:
        network = cr.Network.load(path)
    except ModelFileError as error:
        said = str(error).replace(str(path), "")
        assert said.isprintable()
        assert len(said) < LONGEST
        assert "Error" not in said
        return False
    if network.encoding is not None:
        try:
            TableModel.load(path)
        except ModelFileError as error:
            assert len(str(error).replace(str(path), "")) < LONGEST  # noqa: PT017
    with np.errstate(all="ignore"):  # the numbers of a file may be as large as numbers get
        network.output(X[:, : network.architecture.sizes[0]])
        trained(network)
    network.save(path)
    assert cr.Network.load(path).theta.tobytes() == network.theta.tobytes()
    return True


def trained(network):
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
