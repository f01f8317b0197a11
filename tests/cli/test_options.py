"""What the options of `train` become in Python, and what they make of a network."""

import dataclasses

import click
import pytest

from chainrule import Network
from chainrule.cli.option_types import Batch
from chainrule.cli.options import GROUPS, TRAIN_OPTIONS, with_options
from chainrule.tables.pace import pace_for
from chainrule.tables.table_settings import TableSettings

from .conftest import Run

ASIDE = {
    "out",
    "force",
    "json",
    "quiet",
    "debug",
    "monitor",
    "pictures",
    "resume",
    "checkpoint_every",
}  # what is no setting of a model


def chosen(*words: str) -> dict[str, object]:
    """What a person's words are in Python, what is no setting of a model apart."""
    kept: list[dict[str, object]] = []

    @click.command()
    @with_options(TRAIN_OPTIONS)
    def command(**found: object) -> None:
        kept.append({name: value for name, value in found.items() if name not in ASIDE})

    command.main(list(words), standalone_mode=False)
    return kept[0]


def test_without_a_word_everything_is_as_in_python():
    """Each setting has an option of its name, in a group of the help, and the same usual value."""
    usual = {field.name: field.default for field in dataclasses.fields(TableSettings) if field.name != "_"}
    assert chosen() == usual
    assert {name for names in GROUPS.values() for name in names} == set(usual)


@pytest.mark.parametrize(
    ("text", "value", "sizes"),
    [
        ("64", 64, [64, 64, 64]),
        ("full", "full", [1000, 1000, 1000]),
        ("32..100", (32, 100), [32, 64, 100]),
        ("32..32", (32, 32), [32, 32, 32]),
    ],
)
def test_batch_sizes(text: str, value: object, sizes: list[int]):
    """A number stays, `full` takes all rows, and growth doubles until it is at its end before the last epochs."""
    assert Batch().convert(text, None, None) == value
    size = pace_for(1000, 0, TableSettings(batch_size=value, epochs=9)).batch_size
    assert [size.at(0, epoch, 1000) for epoch in (0, 4, 8)] == sizes


def test_batch_choice_passes_through():
    """Click hands a converted value in again."""
    choice = (1, 2)
    assert Batch().convert(choice, None, None) is choice


@pytest.mark.parametrize(
    ("words", "sizes", "output"),
    [
        (("moons",), (2, 5, 1), "sigmoid"),
        (("moons", "--loss", "cross_entropy"), (2, 5, 2), "softmax"),
        (("digits",), (60, 5, 10), "softmax"),
        (("moons", "--loss", "logistic"), (2, 5, 1), "sigmoid"),
        (("moons", "--loss", "squared_error"), (2, 5, 2), "softmax"),
        (("line",), (1, 5, 1), "identity"),
        (("line", "--hidden", "none"), (1, 1), "identity"),
    ],
)
def test_output_follows_target_and_loss(run: Run, words: tuple[str, ...], sizes: tuple[int, ...], output: str):
    """Classes have a softmax, two of them one sigmoid, and numbers the identity."""
    run("train", "--hidden", "5", "--epochs", "1", "--quiet", *words)
    made = Network.load(f"{words[0]}.safetensors").architecture
    assert (made.sizes, made.output) == (sizes, output)


def test_every_setting_arrives(run: Run):
    """Settings of the network and of the optimizer are those of the saved one."""
    run("train", "moons", "--epochs", "1", "--quiet", "--activation", "tanh", "--l2", "0.01", "--dropout", "0.25",
        "--dtype", "float64", "--optimizer", "momentum", "--learning-rate", "0.2", "--schedule", "step",
        "--warm-up", "7", "--clip-norm", "3", "--class-weight", "balanced", "--seed", "5")  # fmt: skip
    network = Network.load("moons.safetensors")
    made = network.architecture
    assert (made.hidden, made.l2, made.dropout, network.theta.dtype) == (("tanh", "tanh"), 0.01, 0.25, "float64")
    assert network.history.learning_rate[0] == pytest.approx(0.2 / 7)
