"""The picture of a monitor: every number in it is one that was measured."""

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

import chainrule as cr

from .networks import recurrent


@pytest.mark.parametrize("optimizer", [cr.Momentum(0.05), cr.Adam(0.01)], ids=lambda rule: rule.name)
def test_every_line_is_read_back_from_the_picture(optimizer):
    """Noise scale and batch, update ratios, eigenvalues, what the rate bears, dead and saturated shares."""
    rng = np.random.default_rng(0)
    network = cr.Network([4, 10, 10, 3], hidden=("relu", "sigmoid"), output="softmax", seed=1)
    X, y = rng.normal(size=(80, 4)), rng.integers(0, 3, 80)
    monitor = network.train(
        X, y, optimizer=optimizer, epochs=4, batch_size=8, engine="numpy", monitor=cr.Monitor(every=10)
    ).monitor
    drawn = {one.name: one.numbers for one in read_back(monitor.svg()) if "x" in one.numbers and "y" in one.numbers}
    columns = monitor.columns
    expected = {
        "noise scale": columns.of_run("noise_scale"),
        "batch": columns.of_run("batch_size"),
        "layer 2": columns.of_layers("update_ratio")["layer 2"],
        "λmax": columns.of_curvature("largest")[1],
        "−λmin": -columns.of_curvature("smallest")[1],
        "layer 1 dead": columns.of_layers("dead")["layer 1"],
        "layer 2 saturated": columns.of_layers("saturated")["layer 2"],
    }
    for name, values in expected.items():
        shown = dict(zip(drawn[name]["x"], drawn[name]["y"], strict=True))
        there = {step: value for step, value in zip(columns.steps, values, strict=True) if step in shown}
        assert there, name
        np.testing.assert_allclose([shown[step] for step in there], as_printed(list(there.values())), rtol=1e-5)
    assert ("rate bears" in drawn) is (optimizer.name == "momentum")


def test_a_picture_says_when_there_is_nothing_to_draw():
    """Before a run; and boards have pictures too."""
    assert "Nothing has been looked at yet." in cr.Monitor().svg()
    board, data = recurrent()
    svg = board.train(data, epochs=2, engine="numpy", monitor=True).monitor.svg("A loop")
    assert "<title>A loop</title>" in svg
    assert len(svg) < 300_000
