"""Movement on the live page: surfaces, examples that come and go, and what is said of them, are Python's."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.browser.test_live_page import opened, press, tables, written
from tests.live.boards import cases

import chainrule as cr
from chainrule.data.samples import circles, digits, moons, spirals
from chainrule.movement.surfaces import surfaces_at
from chainrule.readers.notation.numbers import format_number
from chainrule.training.optimizers import OPTIMIZERS

pytestmark = pytest.mark.browser

PLACE_OF_EXAMPLE = """([[left, right], [low, high], [x, y]]) => {
  const size = document.querySelector("[data-panel=surfaces] .plane").getBoundingClientRect().width / 520;
  return [(46 + 466 * (x - left) / (right - left)) * size, (8 + 466 * (1 - (y - low) / (high - low))) * size];
}"""
PRESS = "steps => { for (let i = 0; i < steps; i++) document.querySelector('[data-move=forward]').click(); }"
LABELS = "all => all.map(one => one.getAttribute('aria-label'))"


def network(sizes: tuple[int, ...] = (2, 4, 2)) -> tuple[cr.Network, np.ndarray, np.ndarray]:
    """A small network and a circle inside a circle."""
    sample = circles(40)
    return cr.Network(list(sizes), hidden="tanh", loss="squared_error", seed=1, dtype="float64"), sample.X, sample.y


def around(column: np.ndarray) -> np.ndarray:
    """The points of the plane along one axis."""
    room = 0.15 * np.ptp(column)
    return np.linspace(column.min() - room, column.max() + room, 41)


def test_surfaces_are_those_of_python(show):
    """Every neuron is above zero on the share of the plane that Python tells, before and after a step."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size="full"))
    for _ in range(2):
        stand = known.stand(X, y)
        (moment,) = surfaces_at(stand.checkpoint.trainable, stand.examples, [("", stand.theta)], points=41).moments
        expected = [f"{100 * (one > 0).mean():.0f}" for one in moment.values]
        labels = view.locator(".thumbnail").evaluate_all(LABELS)[1:]
        assert [re.search(r": above 0 on (\d+)% of the plane", one)[1] for one in labels] == expected
        press(view, "forward")
        known.train(X, y, optimizer=cr.SGD(0.3), batch_size="full", epochs=1, engine="numpy")


def test_a_neuron_tells_its_number_at_a_place(show):
    """By keys alone: the sum of the neuron that was chosen, to six digits, at the middle of the plane."""
    known, X, y = network()
    view = opened(show, known.page(X, y))
    view.get_by_label("Z₁[2]:").click()
    view.locator("[data-panel=surfaces] .plane canvas").last.focus()
    view.keyboard.press("ArrowRight")
    x, up, value = re.search(r"\((.*), (.*)\): (.*)", view.locator(".readout").inner_text().replace("−", "-")).groups()
    place = [around(column)[i] for column, i in zip(X.T, (21, 20), strict=True)]
    assert (x, up) == tuple(format_number(one, 3) for one in place)
    views = known.parameters
    assert value == format_number(float(views["W1"][2] @ place + views["b1"].ravel()[2]))


def tables_after(known: cr.Network, X: np.ndarray, y: np.ndarray, **how) -> dict[str, list[str]]:
    """What a page's tables show of the parameters after Python's own training on these rows."""
    known.train(X, y, engine="numpy", optimizer=cr.SGD(0.3), epochs=1, **how)
    return {name: [written(one) for one in np.ravel(array)] for name, array in known.parameters.items()}


def assert_parameters(view, expected: dict[str, list[str]]) -> None:
    """The page's tables have these numbers."""
    shown = tables(view)
    assert {name: shown[name] for name in expected} == expected


def test_a_sample_set_is_the_one_of_python(show):
    """Rows with noise, a fifth held out and a short last batch kept: an epoch ends where Python's ends."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size=36))
    view.get_by_label("Sample set").select_option("moons")
    view.get_by_label("Noise").fill("0.25")
    view.get_by_label("Noise").press("Tab")
    sample = moons(200, 0.25)
    assert tables(view)["X"][:8] == [written(one) for one in sample.X[:8, 0]]
    view.get_by_label("Held out").select_option("0.2")
    view.get_by_label("Keep a short last batch").check()
    assert "200 examples (moons of Python, 200 rows, seed 0, noise 0.25), 160 of them" in view.inner_text("main")
    assert "4 batches of 36, and a short last one of 16" in view.inner_text("main")
    learned = np.random.default_rng([1, 0x5B117]).permutation(200)[40:]
    press(view, "forward", 5)
    assert_parameters(view, tables_after(known, sample.X[learned], sample.y[learned], batch_size=36, last="keep"))


def test_examples_are_added_and_removed(show):
    """Clicks on the plane, or Enter on it: the next step is the one that Python makes with the rows that are left."""
    known, X, y = network()
    view = opened(show, known.page(X[:7], y[:7], optimizer=cr.SGD(0.3), batch_size="full"))
    view.get_by_label("A click on the plane adds").select_option("class 0")
    view.locator("[data-panel=surfaces] .plane canvas").last.focus()
    for key in ("ArrowUp", "Enter"):
        view.keyboard.press(key)
    assert "8 examples" in view.text_content("[data-panel=examples]")
    grid = [around(column) for column in X[:7].T]
    more = [grid[0][20], grid[1][21]]
    view.locator("[data-panel=surfaces] .plane").scroll_into_view_if_needed()
    place = view.evaluate(PLACE_OF_EXAMPLE, [[axis[0], axis[-1]] for axis in grid] + [X[2].tolist()])
    view.locator("[data-panel=surfaces] .plane canvas").last.click(position={"x": place[0], "y": place[1]})
    kept = [0, 1, 3, 4, 5, 6]
    assert tables(view)["X"] == [written(one) for one in np.vstack([X[kept], more]).T.ravel()]
    press(view, "forward")
    expected = tables_after(known, np.vstack([X[kept], more]), np.append(y[kept], 0), batch_size="full")
    assert_parameters(view, expected)


def test_rows_of_ones_own_are_read(show, tmp_path):
    """A pasted table with a head and named classes, and a file; one with a missing column says what to do."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size="full"))
    view.get_by_text("Rows of one's own").last.click()
    view.locator("textarea").fill("1,2\n3,4,no")
    view.get_by_text("Use these rows").click()
    assert "row 1 has 2 columns; 3 are needed: 2 inputs and the target" in view.inner_text("[role=alert]")
    assert "40 examples" in view.text_content("[data-panel=examples]")
    view.locator("textarea").fill("height;weight;fits\n1;2;yes\n0.5;-1;no\n2;0;yes")
    view.get_by_text("Use these rows").click()
    assert "3 examples (rows that were pasted; no is class 0, yes is class 1)" in view.inner_text("main")
    press(view, "forward")
    rows = np.array([[1, 2], [0.5, -1], [2, 0]])
    assert_parameters(view, tables_after(known, rows, np.array([1, 0, 1]), batch_size="full"))
    (tmp_path / "people.csv").write_text("height,weight,fits\n3,1,no\n2,2,yes\n")
    view.locator("[data-panel=examples] input[type=file]").set_input_files(tmp_path / "people.csv")
    view.get_by_text("2 examples (people.csv; no is class 0, yes is class 1)").wait_for()
    assert tables(view)["X"] == ["3", "2", "1", "2"]


SHOWN_IN_EQUATIONS = """all => Object.fromEntries(all.filter(one => !one.closest("[hidden]")).map(
  one => [one.dataset.name, one.textContent]))"""


@pytest.mark.parametrize("count", [7, pytest.param(2, marks=pytest.mark.slow)])
def test_equations_have_the_numbers_of_fewer_and_of_more_examples(show, count):
    """Matrices have a column for each example, and every number is one that Python writes for these rows."""
    case = cases()["full"]
    rows = np.random.default_rng(count).normal(size=(count, 3)).round(2)
    rows[:, 2] = np.arange(count) % 2
    view = opened(show, case.page)
    view.get_by_text("Rows of one's own").last.click()
    view.locator("textarea").fill("\n".join(",".join(map(str, row)) for row in rows))
    view.get_by_text("Use these rows").click()
    other = replace(case, numbers={"X": rows[:, :2].T, "y": rows[:, 2:].T})
    found = view.locator("[data-panel=equations] [data-name]").evaluate_all(SHOWN_IN_EQUATIONS)
    expected = opened(show, other.page_at(case.parameters(0))).locator("[data-panel=equations] [data-name]")
    expected = expected.evaluate_all(SHOWN_IN_EQUATIONS)
    assert {"#rows", f"X[1,{count - 1}]", "W1[1,1]", "∂L/∂W1[0,0]", "L"} <= found.keys() <= expected.keys()
    assert found == {name: expected[name] for name in found}


FEW, MANY = ("momentum", 32), [(name, 1_000) for name in OPTIMIZERS]


@pytest.mark.parametrize(("name", "steps"), [FEW, *(pytest.param(*one, marks=pytest.mark.slow) for one in MANY)])
def test_optimizers_and_schedules_are_those_of_python(show, name, steps):
    """Chosen in the page, each with a rate that falls along a cosine: theta after so many steps is Python's."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer="adam" if name == "sgd" else "sgd", batch_size=10))
    view.locator("select[name=optimizer]").select_option(name)
    view.get_by_label("Schedule of").select_option("cosine")
    epochs = view.get_by_label("Epochs of the schedule")
    epochs.fill(str(steps // 4))
    epochs.press("Tab")
    view.evaluate(
        "steps => { for (let i = 0; i < steps; i++) document.querySelector('[data-move=forward]').click(); }", steps
    )
    rule = OPTIMIZERS[name]()
    optimizer = replace(rule, learning_rate=cr.cosine(rule.schedule.rate))
    known.train(X, y, engine="numpy", optimizer=optimizer, batch_size=10, epochs=steps // 4)
    with view.expect_download() as file:
        view.click("[data-share=save]")
    theta = cr.open(file.value.path()).theta
    assert theta == pytest.approx(known.theta.astype(float), rel=1e-9, abs=1e-9)
    made = view.evaluate("() => document.querySelector('.transport output').textContent")
    assert made.startswith(f"step {steps},")


def text_of(view, panel: str) -> str:
    """What a panel says, with the minus of a keyboard."""
    return view.locator(f"[data-panel={panel}] .said").text_content().replace("−", "-")


def test_the_start_is_dragged(show):
    """By arrow keys, and by a pointer: a run begins there, as long as the old one, and ends as Python's does."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size="full"))
    land = view.locator("[data-panel=landscape] canvas").last
    land.scroll_into_view_if_needed()
    view.get_by_text("after 0 steps the cost is").wait_for()
    press(view, "forward", 2)
    land.focus()
    view.keyboard.press("ArrowRight")
    view.get_by_text("after 2 steps the cost is").wait_for()
    land.hover(position={"x": 200, "y": 200})
    view.mouse.down()
    land.hover(position={"x": 150, "y": 240})
    view.mouse.up()
    said = re.search(
        r"W₁\[0,0\] = (.*), W₁\[0,1\] = (.*); after 2 steps the cost is ([^,]*),", text_of(view, "landscape")
    )
    first, second, cost = (float(one) for one in said.groups())
    theta = known.theta.astype(float)
    assert abs(first - theta[0]) > 0.05
    theta[:2] = first, second
    known.set_theta(theta)
    known.train(X, y, engine="numpy", optimizer=cr.SGD(0.3), batch_size="full", epochs=2)
    assert cost == pytest.approx(known.cost(X, y), rel=1e-5)


def test_a_race_is_run_on_the_same_batches(show):
    """After 100 steps from one start: the cost of each runner's last batch is that of Python's own training."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size=10))
    view.get_by_label("Race optimizers from this start").check()
    for rule in (cr.SGD(0.3), cr.Momentum(), cr.Adam()):
        row = view.locator(".race tr", has=view.get_by_label(f"{type(rule).__name__} races", exact=True))
        cell = row.locator("td:last-child", has_text=".")
        run = cr.Network([2, 4, 2], hidden="tanh", loss="squared_error", seed=1, dtype="float64").train(
            X, y, engine="numpy", optimizer=rule, batch_size=10, epochs=25
        )
        assert cell.inner_text() == written(run.history.cost[-1])


def test_slices_predictions_and_gradients_are_told(show):
    """In words, with Python's numbers: the slope of an entry, who is right, and the norm of the gradient."""
    known, X, y = network()
    view = opened(show, known.page(X, y, optimizer=cr.SGD(0.3), batch_size=10))
    gradient = known.gradient(X, y)
    numbers = (known.theta[0], known.cost(X, y), gradient[0])
    expected = "At W₁[0,0] = {} the cost is {} and its slope {}.".format(*map(format_number, numbers))
    assert text_of(view, "slice") == expected
    classes = known.predict(X)
    right = int((classes == y).sum())
    assert text_of(view, "truth") == f"{right} of 40 examples are predicted right, {format_number(2.5 * right, 3)}%."
    table = view.locator(".counts td[data-sign]").all_text_contents()
    assert [int(one) for one in table] == [int(((y == k) & (classes == j)).sum()) for k in (0, 1) for j in (0, 1)]
    assert f"their norm is {format_number(float(np.linalg.norm(gradient)))}" in text_of(view, "gradients")
    bars = view.locator("[data-panel=gradients] .bar").evaluate_all("all => all.map(one => +one.dataset.value)")
    assert sum(bars) == len(gradient)


def test_what_is_drawn_on_the_pad_is_predicted(show):
    """A ring is a nought to a network that learned digits; a click makes it an example."""
    sample = digits()
    known = cr.Network([64, 16, 10], loss="squared_error", seed=1)
    known.train(sample.X / 16, sample.y, optimizer=cr.Adam(0.01), epochs=6, engine="numpy")
    view = opened(show, known.page(sample.X[:20] / 16, sample.y[:20], batch_size=10))
    pad = view.locator(".pad")
    pad.scroll_into_view_if_needed()
    for place, angle in enumerate(np.linspace(0, 2 * np.pi, 17)):
        pad.hover(position={"x": 125 + 70 * np.sin(angle), "y": 125 - 100 * np.cos(angle)})
        if place == 0:
            view.mouse.down()
    view.mouse.up()
    assert text_of(view, "pad") == "The drawing is taken for class 0."
    view.get_by_label("class of the drawn example").select_option("0")
    view.get_by_text("Learn it as").click()
    assert "21 examples" in view.text_content("[data-panel=examples]")


def test_the_pad_is_drawn_on_by_keys(show):
    """The space bar puts the pen down, arrows move it, and what is drawn is told."""
    known = cr.Network([64, 4, 2], loss="squared_error", seed=1)
    view = opened(show, known.page(np.eye(64)[:6], np.array([0, 1, 0, 1, 0, 1]), batch_size=2))
    view.locator(".pad").focus()
    assert "Draw an image of 8 × 8 pixels" in text_of(view, "pad")
    for key in (" ", "ArrowDown", "ArrowDown", "ArrowRight"):
        view.keyboard.press(key)
    assert "The drawing is taken for class" in text_of(view, "pad")


@pytest.mark.slow
def test_spirals_are_learned_while_their_surfaces_are_seen(show):
    """Played from the start: nineteen of twenty examples are right, and every neuron's surface has changed."""
    sample = spirals(120)
    known = cr.Network([2, 8, 8, 2], hidden="tanh", loss="squared_error", seed=1, dtype="float64")
    view = opened(show, known.page(sample.X, sample.y, optimizer=cr.Adam(0.05), batch_size=10))
    pixels = "all => all.map(one => one.toDataURL())"
    before = view.locator(".thumbnail canvas").evaluate_all(pixels)
    view.check("input[name=grain][value=epoch]")
    press(view, "toggle")
    right = re.compile(r"^(11[4-9]|120) of 120 examples are predicted right")
    view.locator("[data-panel=surfaces] .said", has_text=right).wait_for(timeout=180_000)
    press(view, "toggle")
    after = view.locator(".thumbnail canvas").evaluate_all(pixels)
    assert len(after) == 19
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert right.match(text_of(view, "truth"))
