"""Model files: everything comes back, nothing runs, no damage goes unseen, and writing is all or nothing."""

import json
import os
import tracemalloc
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest
import safetensors.numpy

import chainrule as cr
from chainrule import atomic
from chainrule.errors import ModelFileError, SettingError
from chainrule.training.checkpoint import describe_optimizer, read_optimizer
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.schedules import SCHEDULES

RNG = np.random.default_rng(6)
X = RNG.normal(size=(40, 3))
LABELS = np.array(["one", "two"])[(X[:, 0] > 0).astype(int)]


@pytest.fixture
def network():
    """A trained network with everything a file may hold."""
    network = cr.Network([3, 4, 2], output="softmax", dropout=0.1, l2=0.01, seed=5, frozen=["b1"])
    network.encoding = {"columns": ["α", "b", "c"]}
    callbacks = [cr.ReduceOnPlateau(patience=1)]
    network.train(X, LABELS, epochs=3, batch_size=6, validation=0.25, callbacks=callbacks, optimizer=cr.Momentum(0.1))
    return network


@pytest.fixture
def path(network, tmp_path):
    """Its file."""
    network.save(tmp_path / "network.safetensors")
    return tmp_path / "network.safetensors"


def parts_of(path):
    """The header and the rest of a file."""
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def write_parts(path, header, body):
    """A file of these parts."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)


def description_of(path):
    """The JSON text of a file as an object."""
    header, _ = parts_of(path)
    return json.loads(header["__metadata__"]["chainrule"])


def write_description(path, description):
    """Put another description into a file."""
    header, body = parts_of(path)
    text = description if isinstance(description, str) else json.dumps(description)
    write_parts(path, {**header, "__metadata__": {"chainrule": text}}, body)


def write_tensors(path, change):
    """Put other tensors into a file."""
    tensors = dict(safetensors.numpy.load(path.read_bytes()))
    text = parts_of(path)[0]["__metadata__"]["chainrule"]
    change(tensors)
    path.write_bytes(safetensors.numpy.save(tensors, {"chainrule": text}))


# ---- what comes back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_everything_comes_back(dtype, network, tmp_path):
    """Choices, parameters, classes, encoding, history and frozen parameters; predictions are the same bits."""
    network = cr.Network([3, 4, 2], hidden="tanh", output="softmax", seed=5, dtype=dtype, frozen=["b1"])
    network.encoding = {"columns": ["α"]}
    network.train(X, LABELS, epochs=2, validation=0.25)
    network.save(tmp_path / "a.safetensors")
    again = cr.Network.load(tmp_path / "a.safetensors")
    assert again.architecture == network.architecture
    assert again.theta.tobytes() == network.theta.tobytes()
    assert again.theta.dtype == dtype
    assert again.output(X).tobytes() == network.output(X).tobytes()
    assert again.predict(X).tolist() == network.predict(X).tolist()
    assert (again.encoding, again.frozen) == ({"columns": ["α"]}, frozenset({"b1"}))
    assert again.history.cost.tolist() == network.history.cost.tolist()
    assert again.history.epochs == network.history.epochs


def test_untrained_network_comes_back(tmp_path):
    """Without classes, optimizer and history."""
    cr.Network([2, 1], seed=9).save(tmp_path / "a.safetensors")
    again = cr.Network.load(tmp_path / "a.safetensors")
    assert np.array_equal(again.theta, cr.Network([2, 1], seed=9).theta)
    assert (again.classes, again.history.steps) == (None, 0)


def test_loaded_network_can_be_changed(path):
    """Its vectors are its own, not windows on what was read."""
    network = cr.Network.load(path)
    network.set_theta(np.full(26, 0.5))
    assert network.train(X, LABELS, epochs=2, batch_size=8).steps == 10
    assert (network.parameters["b2"] != 0.5).all()


def test_same_network_saved_twice_gives_equal_bytes(network, tmp_path):
    """And so does the network that was loaded."""
    for name in "ab":
        network.save(tmp_path / name)
    cr.Network.load(tmp_path / "a").save(tmp_path / "c")
    contents = {(tmp_path / name).read_bytes() for name in "abc"}
    assert len(contents) == 1


def test_parameters_are_plain_tensors_that_others_can_read(path, network):
    """W1, b1, … as they stand in the lectures."""
    tensors = safetensors.numpy.load(path.read_bytes())
    assert {name for name in tensors if "/" not in name} == {"W1", "b1", "W2", "b2"}
    assert np.array_equal(tensors["W1"], network.parameters["W1"])


@pytest.mark.parametrize("name", SCHEDULES)
@pytest.mark.parametrize("rule", OPTIMIZERS)
def test_every_optimizer_and_schedule_comes_back_equal(rule, name):
    """With all its settings, through JSON."""
    schedule = cr.warm_up(cr.step_decay(0.3, 0.5, 7), 20) if name == "warm_up" else SCHEDULES[name](0.3)
    optimizer = OPTIMIZERS[rule](schedule, clip_norm=2.0)
    assert read_optimizer(json.loads(json.dumps(describe_optimizer(optimizer), sort_keys=True))) == optimizer


def test_nested_warm_ups_come_back():
    """Each with its own number of steps."""
    optimizer = cr.SGD(cr.warm_up(cr.warm_up(cr.cosine(0.1, 0.2), 5), 9))
    assert read_optimizer(json.loads(json.dumps(describe_optimizer(optimizer), sort_keys=True))) == optimizer


def test_own_schedule_must_be_given_again_and_then_goes_on(tmp_path):
    """A file holds no code: its name is kept, and the state of the optimizer."""

    def optimizer():
        return cr.Momentum(cr.Schedule(0.1, "own", lambda now: 1 / (1 + now.step)))

    once, twice = cr.Network([3, 2], output="softmax"), cr.Network([3, 2], output="softmax")
    once.train(X, LABELS, epochs=2, optimizer=optimizer())
    twice.train(X, LABELS, epochs=1, optimizer=optimizer())
    twice.save(tmp_path / "a")
    twice = cr.Network.load(tmp_path / "a")
    with pytest.raises(SettingError, match="the schedule 'own' is a person's own, and files hold no code; give"):
        twice.train(X, LABELS, epochs=1)
    twice.train(X, LABELS, epochs=1, optimizer=optimizer())
    assert once.theta.tobytes() == twice.theta.tobytes()


@dataclass(frozen=True)
class Own(Optimizer):
    """A rule of a person's own."""

    learning_rate: float = 0.1
    state_names: ClassVar[tuple[str, ...]] = ("sum_of_gradients",)

    def rule(self, now):
        """All gradients so far."""
        total = now.state["sum_of_gradients"] + now.gradient
        return {"sum_of_gradients": total, "theta": now.theta - now.learning_rate * total}


def test_network_of_an_own_optimizer_comes_back_without_it(tmp_path):
    """Its parameters and history do; another run starts with a rule of its own."""
    network = cr.Network([3, 2], output="softmax")
    network.train(X, LABELS, epochs=1, optimizer=Own())
    network.save(tmp_path / "a")
    again = cr.Network.load(tmp_path / "a")
    assert np.array_equal(again.theta, network.theta)
    assert again.train(X, LABELS, epochs=1).steps == 1


def test_own_functions_are_handed_in_again(tmp_path):
    """A file names them."""

    def swish(z):
        return z * cr.sigmoid(z)

    network = cr.Network([3, 4, 2], hidden=swish)
    network.save(tmp_path / "a")
    with pytest.raises(ModelFileError, match=r"a function called 'swish', and files hold no code; load it with"):
        cr.Network.load(tmp_path / "a")
    again = cr.Network.load(tmp_path / "a", functions={"swish": swish})
    assert np.array_equal(again.output(X), network.output(X))


LABELS_OF = {
    "texts": np.array(["b", "a"]),
    "texts with signs": np.array(["\x1b[31m", 'ä "b"']),
    "objects that are texts": np.array(["b", "a"], dtype=object),
    "texts of any length": np.array(["b", "a"], dtype=np.dtypes.StringDType()),
    "truth values": np.array([True, False]),
    "small numbers": np.array([7, -7], dtype=np.int8),
    "large numbers": np.array([2**64 - 1, 0], dtype=np.uint64),
    "floats": np.array([0.5, -1.5]),
    "short floats": np.array([0.1, 0.2], dtype=np.float16),
    "long floats": np.array([0.1, 0.2], dtype=np.longdouble),
}


@pytest.mark.parametrize("kind", LABELS_OF)
def test_what_trains_can_be_saved_and_loaded(kind, tmp_path):
    """Labels of every kind that a network learns come back as they were, and it goes on learning them."""
    labels = LABELS_OF[kind][(X[:, 0] > 0).astype(int)]
    network = cr.Network([3, 2], output="softmax")
    network.train(X, labels, epochs=1)
    network.save(tmp_path / "a")
    again = cr.Network.load(tmp_path / "a")
    assert again.predict(X).tolist() == network.predict(X).tolist()
    assert again.train(X, labels, epochs=1).epochs == 1


def test_an_encoding_that_no_file_can_hold_is_refused_at_once():
    """Not when somebody wants to save what was trained for hours."""
    network = cr.Network([2, 1])
    for encoding in ({"mean": float("nan")}, {"x": object()}, [1], {1j: 1}):
        with pytest.raises(SettingError, match="an encoding is an object of texts, finite numbers, lists and objects"):
            network.encoding = encoding


def test_a_header_that_could_not_be_read_again_is_not_written(tmp_path):
    """The limit is the reader's own."""
    network = cr.Network([2, 1])
    network.encoding = {"text": "x" * (1 << 24)}
    with pytest.raises(ModelFileError, match=r"takes 16,77\d,\d{3} bytes, and 16,777,216 is the most that is read"):
        network.save(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_regular_file_is_refused_at_once(tmp_path):
    """A pipe that nobody writes to is not waited for, and a device without an end is not read."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zeros").symlink_to("/dev/zero")
    for name in ("pipe", "zeros"):
        with pytest.raises(ModelFileError, match=f"{name} is no regular file; give a model file such as"):
            cr.Network.load(tmp_path / name)


def test_a_header_is_not_read_beyond_its_limit(tmp_path):
    """A file of 8 GB that says that its header takes all of it is refused before any of it is read."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write((8 << 30).to_bytes(8, "little"))
        file.truncate((8 << 30) + 8)
    tracemalloc.start()
    with pytest.raises(ModelFileError, match="its header takes 8,589,934,592 bytes"):
        cr.Network.load(path)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


def test_numbers_are_not_read_before_the_shapes_are_right(tmp_path):
    """A tensor of 8 GB that the description does not ask for is refused by its shape alone."""
    path = tmp_path / "large"
    cr.Network([2, 1]).save(path)
    header, _ = parts_of(path)
    header = {
        "__metadata__": header["__metadata__"],
        "W1": {"dtype": "F32", "shape": [1, 2 << 30], "data_offsets": [0, 8 << 30]},
    }
    write_parts(path, header, b"")
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + (8 << 30))
    tracemalloc.start()
    with pytest.raises(ModelFileError, match="lacks the tensor b1"):
        cr.Network.load(path)
    assert tracemalloc.get_traced_memory()[1] < 1 << 20
    tracemalloc.stop()


# ---- damage -------------------------------------------------------------------------------------------------------


def test_every_truncation_is_refused(path):
    """Wherever the file is cut."""
    content = path.read_bytes()
    for length in (*range(200), *range(200, len(content), 41), len(content) - 1):
        path.write_bytes(content[:length])
        with pytest.raises(
            ModelFileError, match=r"not a model file of chainrule, or it was cut short|is damaged: .*; save"
        ):
            cr.Network.load(path)


def test_flipped_bit_in_the_header_is_refused_or_harmless(path):
    """It makes a ModelFileError or a network that works, and never anything else."""
    content = bytearray(path.read_bytes())
    length = int.from_bytes(content[:8], "little")
    refused = 0
    rng = np.random.default_rng(0)
    for place in [*range(64), *(64 + rng.choice(8 * length, 500, replace=False))]:
        content[place // 8] ^= 1 << place % 8
        path.write_bytes(content)
        try:
            network = cr.Network.load(path)
        except ModelFileError:
            refused += 1
        else:
            assert np.isfinite(network.theta).all()
        content[place // 8] ^= 1 << place % 8
    assert refused > 300


def _tensor(name, value):
    return lambda path: write_tensors(path, lambda tensors: tensors.update({name: value}))


def _without(name):
    return lambda path: write_tensors(path, lambda tensors: tensors.pop(name))


def _described(**change):
    return lambda path: write_description(path, {**description_of(path), **change})


def _architecture(**change):
    return lambda path: write_description(
        path, {**(known := description_of(path)), "architecture": {**known["architecture"], **change}}
    )


def _optimizer(**change):
    return lambda path: write_description(
        path, {**(known := description_of(path)), "optimizer": {**known["optimizer"], **change}}
    )


def _text(old, new):
    """One text of the description in place of another."""
    return lambda path: write_description(path, parts_of(path)[0]["__metadata__"]["chainrule"].replace(old, new))


def _duplicate(path):
    header, body = parts_of(path)
    text = json.dumps(header).encode()
    write_parts(path, text[:-1] + b', "W1": {}}', body)


def _foreign(path):
    path.write_bytes(safetensors.numpy.save({"W1": np.zeros((4, 3), np.float32)}))


def _duplicate_description(path):
    text = parts_of(path)[0]["__metadata__"]["chainrule"]
    write_description(path, text[:-1] + ', "seed": 1}')


NOT_OURS = "is not a model file of chainrule"
NO_NETWORK = "is damaged: its description does not make a model"
DAMAGES = {
    "empty": (lambda path: path.write_bytes(b""), f"{NOT_OURS}, or it was cut short"),
    "text": (lambda path: path.write_text("x,y\n1,2\n" * 9), f"{NOT_OURS}, or it was cut short"),
    "a pickle": (lambda path: path.write_bytes(b"\x80\x04\x95" + b"\0" * 60), NOT_OURS),
    "another header": (
        lambda path: write_parts(path, [1], b""),
        f"{NOT_OURS}: it is a safetensors file",
    ),
    "deep header": (
        lambda path: write_parts(path, b"[" * 100_000, b""),
        f"{NOT_OURS}: its header cannot be read .it is not JSON",
    ),
    "foreign": (_foreign, f"{NOT_OURS}: it is a safetensors file that something else wrote"),
    "duplicate name": (_duplicate, f"{NOT_OURS}: its header cannot be read .a name stands twice in it"),
    "description that is not JSON": (lambda path: write_description(path, "{"), "its description cannot be read"),
    "duplicate key": (_duplicate_description, "its description cannot be read .a name stands twice in it"),
    "description that is a list": (lambda path: write_description(path, "[1]"), "its description is not an object"),
    "format": (_described(format=3), "has format '3', and this chainrule reads formats 1 and 2; update chainrule"),
    "no format": (_described(format=None), "has format 'None', and this chainrule reads formats 1 and 2"),
    "a board of another kind": (
        _described(board=3, architecture=None),
        "the board must be an object with names, not 3",
    ),
    "a network and a board": (_described(board={}), "it describes a network and a board, and is the file of one"),
    "a board in format 1": (_described(format=1, board={}), "it describes a network and a board"),
    "missing tensor": (_without("W2"), "lacks the tensor W2; it is damaged or was not written by chainrule"),
    "missing history": (_without("history/step/cost"), NO_NETWORK),
    "extra tensor": (_tensor("W3", np.zeros(3, np.float32)), "has a tensor 'W3' that its description does not name"),
    "wrong shape": (
        _tensor("W1", np.zeros((3, 4), np.float32)),
        r"W1 is \(3, 4\), but its description asks",
    ),
    "NaN": (_tensor("b2", np.full((2, 1), np.nan, np.float32)), "b2 holds NaN or infinity; train it again"),
    "state that is infinite": (
        _tensor("optimizer/velocity", np.full(26, np.inf, np.float32)),
        "velocity holds NaN",
    ),
    "whole numbers": (
        _tensor("b2", np.zeros((2, 1), np.int64)),
        "the type of 'b2' must be F32 or F64, not 'I64'",
    ),
    "half precision": (_tensor("b2", np.zeros((2, 1), np.float16)), "the type of 'b2' must be F32 or F64, not 'F16'"),
    "another precision": (_tensor("b2", np.zeros((2, 1))), "b2 holds float64, but its description asks for float32"),
    "history of other length": (_tensor("history/step/cost", np.zeros(2)), NO_NETWORK),
    "epoch ends": (_tensor("history/epoch_ends", np.full(3, np.inf)), NO_NETWORK),
    "dtype": (_described(dtype="float16"), NO_NETWORK),
    "seed": (_described(seed=-1), NO_NETWORK),
    "classes": (_described(classes=["one"]), "2 classes were needed, not 1"),
    "classes of objects": (_described(classes=[{}, {}]), "the classes must be a list of labels of one kind"),
    "frozen": (_described(frozen=["W9"]), "there is no parameter 'W9'"),
    "frozen text": (_described(frozen="W1"), "'frozen' must be a list, not 'W1'"),
    "position": (
        _described(position={"step": -1, "epoch": 0, "batch": 0}),
        "'step' must be a whole number from 0, not -1",
    ),
    "unknown position": (_described(position={"hour": 1}), NO_NETWORK),
    "architecture": (_described(architecture=None), "the architecture must be an object with names, not None"),
    "sizes": (_architecture(sizes=3), "'sizes' must be a list, not 3"),
    "too few activations": (_architecture(hidden=[]), "0 hidden activations for 1 hidden layers; give one, or one for"),
    "too many activations": (_architecture(hidden=["relu"] * 2), "2 hidden activations for 1 hidden layers"),
    "an output that is not the loss's": (
        _architecture(output="identity"),
        "works on logits and needs output='softmax'",
    ),
    "a penalty in words": (_architecture(l2="0.1"), "'l2' must be a finite number, not '0.1'"),
    "a penalty below zero": (_architecture(l2=-0.1), "l2 is a number from 0, not -0.1"),
    "an average that is a number": (_architecture(average=1), "'average' must be true or false, not 1"),
    "sizes beyond any memory": (_architecture(sizes=[3, 10**15, 2]), r"these sizes make 6.0e\+15 parameters"),
    "infinity": (
        _text('"l2": 0.01', '"l2": Infinity'),
        "its description cannot be read .Infinity is no number of JSON",
    ),
    "NaN in the description": (_text('"l2": 0.01', '"l2": NaN'), "NaN is no number of JSON"),
    "a number beyond float64": (_text('"l2": 0.01', '"l2": 1e999'), "a number is too large for double precision"),
    "a number of 400 digits": (_text('"seed": 5', '"seed": 1' + "0" * 400), "a whole number has 401 digits"),
    "a number beyond 64 bits": (_text('"seed": 5', '"seed": ' + "9" * 20), "'seed' must be a whole number from 0"),
    "an optimizer's list": (_optimizer(beta=[0.9]), r"beta is a number from 0 to below 1, not \[0.9\]"),
    "an optimizer's text": (_optimizer(beta="0.9"), "beta is a number from 0 to below 1, not '0.9'"),
    "an unknown setting": (_optimizer(speed=1), "the optimizer has 'speed', which is not known"),
    "an unknown optimizer": (_optimizer(name="lion"), "the optimizer must be one of sgd, .*, not 'lion'"),
    "a schedule of another's settings": (
        _optimizer(learning_rate={"rate": 0.1, "schedule": "cosine", "settings": [["every", 2]]}),
        "the schedule cosine has settings that are not its own",
    ),
    "schedules nested deeply": (
        _optimizer(learning_rate={"rate": 0.1, "schedule": "warm_up " * 5000, "settings": [["steps", 2]] * 5000}),
        "a schedule warms up 8 times at most",
    ),
    "lists nested deeply": (_described(encoding="X"), "the encoding must be an object with names, not 'X'"),
    "a description nested deeply": (lambda path: write_description(path, "[" * 100_000), "or nested too deeply"),
    "a description in many parts": (
        lambda path: write_description(path, "[" + "1," * 600_000),
        "more than 500,000 parts",
    ),
    "classes of several kinds": (_described(classes=["one", 2]), "the classes must be a list of labels of one kind"),
    "classes in another order": (_described(classes=["two", "one"]), "the classes must be in order, each of them once"),
    "a batch beyond the steps": (
        _described(position={"step": 3, "epoch": 3, "batch": 4}),
        "the batch must be at most the 0 steps, not 4",
    ),
    "an epoch beyond its history": (
        _described(position={"step": 3, "epoch": 10**15, "batch": 0}),
        "the position must be after the 3 epochs of its history, not 1000000000000000",
    ),
    "a step beyond its history": (
        _described(position={"step": 10**15, "epoch": 3, "batch": 0}),
        "the step must be at most the 15 of its history, not 1000000000000000",
    ),
    "a format that is true": (_described(format=True), "has format 'True'"),
    "an unknown field": (_described(colour="red"), "it has 'colour', which is not known"),
    "a state without a number": (
        _described(callbacks={"ReduceOnPlateau": {"scale": "1.0"}}),
        "lacks the number 'best'",
    ),
    "a state beyond its bounds": (
        _described(callbacks={"ReduceOnPlateau": {"scale": "7", "best": "1", "waited": "0"}}),
        "the scale of a learning rate lies between 0 and 1, not at 7",
    ),
    "a vector of nobody's": (
        _tensor("callbacks/Own/theta", np.zeros(26, np.float32)),
        "a vector is kept for 'Own', and that callback is not",
    ),
    "a cost that is infinite": (
        _tensor("history/step/cost", np.full(15, np.inf)),
        "a cost or a learning rate that no step can have had",
    ),
    "a column of the history that is not known": (
        _tensor("history/step/hour", np.zeros(15)),
        "the history has 'step/hour'",
    ),
    "a message of 100 kB": (_architecture(output="x" * 100_000), r"there is no activation 'x{12,20}\.\.\.x+'"),
    "control characters": (_architecture(output="\x1b[31m"), r"there is no activation '\\x1b\[31m'"),
    "architecture without sizes": (_described(architecture={}), NO_NETWORK),
    "optimizer": (_described(optimizer={"name": "sgd"}), NO_NETWORK),
    "callbacks": (_described(callbacks={"A": {"b": "c"}}), NO_NETWORK),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_damaged_file_is_refused_with_a_sentence(name, path):
    """That says what is wrong with which file."""
    DAMAGES[name][0](path)
    with pytest.raises(ModelFileError, match=DAMAGES[name][1]) as caught:
        cr.Network.load(path)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < len(str(path)) + 300
    assert str(caught.value).isprintable()


def test_file_that_does_not_exist_and_a_folder_are_refused(tmp_path):
    """With the next move."""
    with pytest.raises(ModelFileError, match=r"there is no file .*none; check the name, or train a model first"):
        cr.Network.load(tmp_path / "none")
    with pytest.raises(ModelFileError, match=r"is a folder; give a model file such as NAME\.safetensors"):
        cr.Network.load(tmp_path)


# ---- writing ------------------------------------------------------------------------------------------------------


def test_failure_while_writing_leaves_the_old_file_and_no_other(path, network, monkeypatch):
    """The disk is full before the new file has its name."""
    before = path.read_bytes()

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    network.train(X, LABELS, epochs=1)
    with pytest.raises(ModelFileError, match="cannot be written: No space left on device"):
        network.save(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_folder_that_does_not_exist_is_refused(network, tmp_path):
    """As a ModelFileError, which a command line can show."""
    with pytest.raises(ModelFileError, match="cannot be written: No such file or directory"):
        network.save(tmp_path / "none" / "network.safetensors")


def test_file_is_written_through_a_link(path, network, tmp_path):
    """The link stays one."""
    link = tmp_path / "latest"
    link.symlink_to(path)
    network.train(X, LABELS, epochs=1)
    network.save(link)
    assert link.is_symlink()
    assert np.array_equal(cr.Network.load(path).theta, network.theta)


def test_a_file_of_format_1_is_a_network_as_before(tmp_path):
    """It has no word of boards."""
    network, path = cr.Network([3, 4, 2], seed=4), tmp_path / "network.safetensors"
    network.save(path)
    known = description_of(path)
    del known["board"]
    write_description(path, {**known, "format": 1})
    assert cr.Network.load(path).theta.tobytes() == network.theta.tobytes()
