"""What is chosen from the number of rows, and what the choices make of a network."""

import click
import pytest

from chainrule import Network
from chainrule.cli.fitting import _pace
from chainrule.cli.kinds import Batch, BatchChoice
from chainrule.cli.options import TRAIN_OPTIONS, Settings, with_options

from .conftest import Run


def _settings(*words: str) -> Settings:
    kept: list[Settings] = []

    @click.command()
    @with_options(TRAIN_OPTIONS)
    def command(**chosen: object) -> None:
        kept.append(Settings(**chosen))  # type: ignore[arg-type]

    command.main(list(words), standalone_mode=False)
    return kept[0]


@pytest.mark.parametrize(("rows", "batch", "epochs"), [(4, 32, 200), (961, 32, 133), (9000, 128, 57), (10**6, 256, 20)])
def test_pace_follows_the_rows(rows: int, batch: int, epochs: int):
    """Small tables get small batches and many epochs, large ones the opposite."""
    pace = _pace(rows, 10, _settings())
    assert (pace.batch.first, pace.epochs, pace.patience) == (batch, epochs, max(epochs // 3, 20))


def test_choices_win():
    """What a person chose is taken as it is."""
    pace = _pace(1000, 100, _settings("--batch-size", "7", "--epochs", "5", "--patience", "2"))
    assert (pace.batch.first, pace.epochs, pace.patience) == (7, 5, 2)


def test_no_early_stopping_without_validation_rows():
    """Where no rows were held out to look at, nothing is stopped early."""
    assert _pace(1000, 0, _settings()).patience == 0


@pytest.mark.parametrize(
    ("text", "sizes"),
    [("64", [64, 64, 64]), ("full", [1000, 1000, 1000]), ("32..100", [32, 64, 100]), ("32..32", [32, 32, 32])],
)
def test_batch_sizes(text: str, sizes: list[int]):
    """A number stays, `full` takes all rows, and growth doubles until it is at its end before the last epochs."""
    size = Batch().convert(text, None, None).over(epochs=9)
    assert [size.at(0, epoch, 1000) for epoch in (0, 4, 8)] == sizes


def test_batch_choice_passes_through():
    """Click hands a converted value in again."""
    choice = BatchChoice(1, 1)
    assert Batch().convert(choice, None, None) is choice


@pytest.mark.parametrize(
    ("words", "sizes", "output"),
    [
        (("moons",), (2, 5, 2), "softmax"),
        (("moons", "--loss", "logistic"), (2, 5, 1), "sigmoid"),
        (("moons", "--loss", "squared_error"), (2, 5, 2), "softmax"),
        (("line",), (1, 5, 1), "identity"),
        (("line", "--hidden", "none"), (1, 1), "identity"),
    ],
)
def test_output_follows_target_and_loss(run: Run, words: tuple[str, ...], sizes: tuple[int, ...], output: str):
    """Classes have a softmax, numbers the identity; the logistic loss has one sigmoid."""
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
