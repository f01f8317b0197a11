"""The picture of a run shows the run's numbers where its axes say, in one small file that needs nothing else."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from chainrule.readers.curves import training_curves
from chainrule.readers.notation.numbers import format_number

SVG = "{http://www.w3.org/2000/svg}"


def run(steps, epochs, seed=0):
    """A plausible noisy run with everything recorded."""
    rng = np.random.default_rng(seed)
    time, epoch = np.linspace(0, 1, steps), np.linspace(0, 1, epochs)
    return {
        "cost": (2 * np.exp(-3 * time) + 0.1) * np.exp(0.3 * rng.normal(size=steps)),
        "epoch_ends": np.linspace(0, steps, epochs + 1)[1:].astype(int),
        "validation_cost": 2 * np.exp(-3 * epoch) + 0.2,
        "metrics": {"accuracy": 0.9 * epoch, "balanced_accuracy": 0.8 * epoch, "rmse": 9 - epoch},
        "learning_rate": 0.1 * (1 - time),
        "batch_size": np.where(time < 0.5, 32, 64),
    }


def drawing(svg):
    """The picture's root element; to parse it is to test that it is well-formed."""
    return ET.fromstring(svg)  # noqa: S314  (our own text)


def texts(svg):
    """Every text in the picture, without its markup."""
    return ["".join(text.itertext()) for text in drawing(svg).iter(f"{SVG}text")]


def lines(svg, css):
    """Points of each path of that class, one list of (x, y) for each unbroken piece; samples at names left out."""
    paths = [path.get("d") for path in drawing(svg).iter(f"{SVG}path") if path.get("class") == css]
    pieces = [[re.findall(r"([-\d.]+) ([-\d.]+)", piece) for piece in d.split("M")[1:]] for d in paths if "H" not in d]
    return [[[(float(x), float(y)) for x, y in piece] for piece in path] for path in pieces]


def measured(svg, points, row):
    """Numbers that a reader takes off the axes for these pixels, with two ticks of each axis as the ruler."""
    labels = [
        text for text in drawing(svg).iter(f"{SVG}text") if text.get("class") == "quiet" and text.get("text-anchor")
    ]
    across = [(float(text.get("x")), float(text.text)) for text in labels if text.get("text-anchor") == "middle"]
    upward = [
        (float(text.get("y")) - 4, float(text.text))
        for text in labels
        if text.get("text-anchor") == "end" and text.text != row
    ]
    x, y = np.array(points).T
    return tuple(
        low[1] + (pixels - low[0]) * (high[1] - low[1]) / (high[0] - low[0])
        for pixels, (low, *_, high) in ((x, across), (y, upward))
    )


def test_points_lie_where_the_axes_say():
    """Step and cost, read back off the ticks, are the numbers that were drawn."""
    cost = [0.9, 0.71, 0.55, 0.5, 0.32, 0.2]
    svg = training_curves(cost)
    steps, costs = measured(svg, lines(svg, "line blue")[0][0], "step")
    assert steps == pytest.approx([1, 2, 3, 4, 5, 6], abs=0.01)
    assert costs == pytest.approx(cost, abs=0.001)


def test_validation_lies_at_the_end_of_its_epochs():
    """Epochs of 2 and 4 steps end at steps 2 and 6."""
    svg = training_curves([0.9, 0.8, 0.7, 0.6, 0.5, 0.4], epoch_ends=[2, 6], validation_cost=[0.75, 0.45])
    left, right = lines(svg, "line vermillion")[0][0]
    start, *_, end = lines(svg, "line blue")[0][0]
    steps = np.interp([left[0], right[0]], [start[0], end[0]], [1, 6])
    assert steps == pytest.approx([2, 6], abs=0.01)


def test_a_cost_over_more_than_two_decades_is_drawn_on_a_logarithmic_axis():
    """An exponential decay becomes a straight line."""
    svg = training_curves(np.exp(-np.linspace(0, 9, 50)))
    x, y = np.array(lines(svg, "line blue")[0][0]).T
    assert "cost, logarithmic" in texts(svg)
    assert y == pytest.approx(np.interp(x, x[[0, -1]], y[[0, -1]]), abs=0.1)


def test_a_noisy_cost_is_faint_under_its_medians():
    """Noise gets a second, smoother line; a smooth cost does not."""
    noisy = training_curves(run(2000, 4)["cost"])
    assert len(lines(noisy, "line blue faint")) == 1
    assert "median of 25 steps " in texts(noisy)
    assert not lines(training_curves(np.linspace(1, 0, 2000)), "line blue faint")


def test_every_line_of_a_panel_differs_in_more_than_its_colour():
    """Metrics have their own dashes and markers."""
    svg = training_curves([1, 1], epoch_ends=[2], metrics={name: [0.5] for name in "abcdef"})
    marks = [path for path in drawing(svg).iter(f"{SVG}path") if "mark" in path.get("class")]
    samples = [path for path in drawing(svg).iter(f"{SVG}path") if "H" in path.get("d") and "line" in path.get("class")]
    shapes = [re.sub(r"^M[\d.]+ [\d.]+", "", path.get("d")) for path in marks[-6:]]
    looks = {(shape, path.get("stroke-dasharray")) for shape, path in zip(shapes, samples[-6:], strict=True)}
    assert len(looks) == 6


def test_metrics_of_different_scales_get_their_own_panels():
    """What lies between 0 and 1 shares a panel, and a root mean squared error does not."""
    words = texts(training_curves(**run(100, 5)))
    assert {"metrics", "accuracy 0.9", "balanced accuracy 0.8", "rmse"} <= set(words)


def test_learning_rate_and_batch_size_are_drawn_where_they_vary():
    """What stays constant is said in words instead."""
    assert {"learning rate", "batch size"} <= set(texts(training_curves(**run(100, 5))))
    constant = texts(training_curves([2, 1], learning_rate=[0.5, 0.5], batch_size=[8, 8]))
    assert "2 steps · learning rate 0.5 · batch size 8" in constant


def test_the_best_epoch_is_marked():
    """A dotted line and its name say which epoch was best."""
    svg = training_curves(**run(100, 5), best_epoch=3)
    assert "best: epoch 3" in texts(svg)
    named = [path.get("data-x") for path in drawing(svg).iter(f"{SVG}path") if path.get("data-name") == "best: epoch 3"]
    assert named == ["60"]
    assert len(re.findall('class="best"', svg)) == len(re.findall("data-panel", svg))


def test_numbers_beside_lines_belong_to_the_epoch_that_was_kept():
    """After early stopping, what stands at a line's end is not what the discarded last epoch reached."""
    given = run(40, 4)
    svg = training_curves(**given, best_epoch=2)
    beside = {span.get("data-name"): span.get("data-value") for span in drawing(svg).iter(f"{SVG}tspan")}
    assert beside["validation"] == format_number(given["validation_cost"][1], 4)
    assert beside["accuracy"] == format_number(given["metrics"]["accuracy"][1], 4)
    assert beside["mean of the epoch"] == format_number(given["cost"][10:20].mean(), 4)
    assert any("those of epoch 2, which was kept" in text for text in texts(svg))


def test_every_doubling_of_the_batch_size_is_seen():
    """Sizes that double rise by equal steps, at ticks that are sizes which were used."""
    sizes = np.repeat([1, 2, 4, 8, 16, 32], 5)
    svg = training_curves(np.ones(30), batch_size=sizes)
    (stairs,) = lines(svg, "line ink")[0]
    heights = sorted({y for _, y in stairs}, reverse=True)
    assert len(heights) == 6
    assert np.diff(heights) == pytest.approx(np.full(5, heights[1] - heights[0]), abs=0.2)
    assert {"batch size, logarithmic", "1", "2", "4", "8", "16", "32"} <= set(texts(svg))


def test_what_is_not_finite_leaves_a_gap_and_is_counted():
    """NaN and infinity break the line in two and are reported under the title."""
    svg = training_curves([5, 4, np.nan, np.inf, 2, 1])
    assert [len(piece) for piece in lines(svg, "line blue")[0]] == [2, 2]
    assert "6 steps · 2 values not finite, left out" in texts(svg)


@pytest.mark.parametrize(
    "given",
    [
        {"cost": [0.5]},
        {"cost": [0.7] * 20},
        {"cost": [np.nan] * 3},
        {"cost": [0.0, 0.0]},
        {"cost": [1.0, 1.7e308, 1.0, 1.7e308]},
        {"cost": [1e300, -1e300] * 2, "epoch_ends": [4], "validation_cost": [np.inf]},
        {"cost": [3, 2, 1], "epoch_ends": [3], "validation_cost": [2], "metrics": {"auc": [np.nan]}, "best_epoch": 1},
        {"cost": [], "epoch_ends": [10, 20], "validation_cost": [2, 1]},
        {"cost": [3, 2], "learning_rate": [np.nan, 1]},
        {"cost": [3, 2], "title": ""},
    ],
)
def test_odd_runs_are_drawn_without_a_stray_number(given):
    """One step, a constant, no finite value and a single epoch give a picture without nan or inf in its paths."""
    paths = [path.get("d") for path in drawing(training_curves(**given)).iter(f"{SVG}path")]
    assert paths
    assert not re.search("nan|inf", "".join(paths))


@pytest.mark.parametrize("given", [{"cost": []}, {"cost": [], "epoch_ends": [3]}])
def test_an_empty_run_says_so(given):
    """A sentence stands where the curves would."""
    assert texts(training_curves(**given)) == ["Training", "No step has been recorded yet."]


def test_text_is_escaped():
    """Markup and control characters in a title or a metric's name stay text."""
    svg = training_curves([2, 1], epoch_ends=[2], metrics={'<b>"&': [0.5], "c": [0.1]}, title="a < b & c\x00\ud800")
    assert drawing(svg).find(f"{SVG}title").text == "a < b & c\ufffd\ufffd"
    assert '<b>"& 0.5' in texts(svg)


def test_the_description_says_in_words_where_lines_start_and_end():
    """Who does not see the picture hears its numbers."""
    description = drawing(training_curves([3, 1, 2])).find(f"{SVG}desc").text
    assert description == "cost, each step: from 3 to 2, least 1, greatest 3."


def test_a_million_steps_make_a_small_file():
    """Everything recorded over a million steps and a thousand epochs stays below 200 kB."""
    assert len(training_curves(**run(1_000_000, 1000)).encode()) < 200_000


def test_the_same_run_gives_the_same_file():
    """Nothing in the file depends on the time or on chance."""
    assert training_curves(**run(3000, 7)) == training_curves(**run(3000, 7))


def test_the_file_needs_nothing_else():
    """No script, no font and no request: the only address is the name of the format."""
    svg = training_curves(**run(300, 3), best_epoch=2)
    assert re.findall(r"https?://[^\"']*", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search("<script|<image|@import|url|href", svg)


def test_a_dark_screen_gets_a_dark_picture():
    """The colours of a dark screen are left to the screen, and paper stays white."""
    assert "@media screen and (prefers-color-scheme:dark)" in training_curves([2, 1])
