"""The live page in a real browser: its numbers are Python's, none is older than another, and it goes back."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.live.boards import HIDDEN, cases
from tests.tutor.families.boards import boards

import chainrule as cr
from chainrule.cli.boards import Titled, board_values
from chainrule.faces.living import at_start, explained_page
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.page import Sheet

pytestmark = pytest.mark.browser

CELLS = """tables => tables.map(table => [table.dataset.array, [...table.querySelectorAll("td")].map(
  cell => cell.querySelector("input")?.value ?? cell.textContent)])"""
PAIRS = """text => {
  const all = page => [...page.querySelectorAll("[data-name]")];
  const other = all(new DOMParser().parseFromString(text, "text/html"));
  return all(document).map((one, i) => [one, other[i]]).filter(([one]) => !one.closest("[hidden]")).map(
    pair => pair.flatMap(one => [one.dataset.name, one.textContent]));
}"""


def opened(show, page: str, **how):
    """The page once it has computed."""
    view = show(page, **how).view
    view.wait_for_selector("html[data-revision]")
    return view


def tables(view) -> dict[str, list[str]]:
    """Every table's numbers as texts."""
    return dict(view.locator("table.matrix").evaluate_all(CELLS))


def assert_equal(view, page: str) -> None:
    """Every number of equations, circuit and walk that is shown is that of a page that Python wrote, as a text.

    What adds up to nothing is what rounding leaves.
    """
    pairs = view.evaluate(PAIRS, page)
    assert len(pairs) > 8
    for name, found, same, expected in pairs:
        nothing = all(abs(float(one.replace("−", "-"))) < 1e-14 for one in (found, expected))
        assert name == same
        assert found == expected or nothing, name


def press(view, move: str, times: int = 1) -> None:
    """A button of the transport."""
    for _ in range(times):
        view.click(f"[data-move={move}]")


def written(number: float, digits: int = 6) -> str:
    """As a page writes it."""
    return format_number(number, digits).replace("-", "−")


def assert_tables(view, case, parameters) -> None:
    """Every table is Python's for these parameters, as a text."""
    values = case.at(parameters)
    shown = tables(view)
    assert len(shown) > 8
    for name, texts in shown.items():
        assert texts == [written(one) for row in np.atleast_2d(values[name]) for one in row[:8]], name


def assert_shows(view, case, parameters) -> None:
    """Every table, and every number of equations and circuit, is Python's for these parameters, as a text."""
    assert_tables(view, case, parameters)
    assert_equal(view, case.page_at(parameters))


@pytest.mark.parametrize("name", cases())
def test_numbers_are_those_of_python_at_every_step(show, name):
    """At the start, after 1, 2 and 9 steps, and back at 2: tables and circuit, as strings."""
    case = cases()[name]
    view = opened(show, case.page)
    assert_tables(view, case, case.parameters(0))
    for made, step in ((0, 1), (1, 2), (2, 9)):
        press(view, "forward", step - made)
        assert_tables(view, case, case.parameters(step))
    press(view, "back", 7)
    assert_shows(view, case, case.parameters(2))


def test_a_network_learns_as_in_python(show):
    """With labels, Adam and batches: 12 steps, every table as strings."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(6, 2))
    y = np.where(X[:, 0] > 0, "a", "b")
    settings = {"optimizer": cr.Adam(0.03), "batch_size": 2}
    network = cr.Network([2, 3, 2], hidden="tanh", loss="squared_error", seed=2, dtype="float64")
    view = opened(show, network.page(X, y, **settings))
    press(view, "forward", 12)
    network.train(X, y, epochs=4, engine="numpy", **settings)
    values = network.explain(X, y).values
    for name, texts in tables(view).items():
        if not name.startswith("∂L/∂") or name in values.graph.all_names:
            assert texts == [written(one) for row in np.atleast_2d(values[name]) for one in row[:8]], name


def test_a_changed_weight_changes_every_number_that_depends_on_it(show):
    """Tables, circuit and transport say the same new revision; a run begins at the changed number."""
    case = cases()["full"]
    view = opened(show, case.page)
    press(view, "forward", 3)
    before = view.evaluate("Number(document.documentElement.dataset.revision)")
    cell = view.get_by_label("W₁, row 1, column 2")
    cell.fill("−1.25")
    cell.press("Tab")
    revisions = view.locator("[data-panel]").evaluate_all("all => all.map(one => Number(one.dataset.revision))")
    assert len(revisions) > 7
    assert set(revisions) == {before + 1}
    assert view.locator(".transport output").inner_text() == "step 0, epoch 0"
    parameters = {name: np.array(one) for name, one in case.parameters(3).items()}
    parameters["W1"][0, 1] = -1.25
    assert_shows(view, case, parameters)


def test_changed_data_are_learned_from(show):
    """A step after a target was changed is the step that Python makes with it."""
    case = cases()["batches"]
    view = opened(show, case.page)
    view.get_by_label("y, row 1, column 3").fill("2.5")
    press(view, "forward", 4)
    changed = np.array(case.numbers["y"])
    changed[0, 2] = 2.5
    other = replace(case, numbers={**case.numbers, "y": changed})
    assert_shows(view, other, other.parameters(4))


def test_what_is_no_number_is_refused_and_nothing_changes(show):
    """The cell says so, and the revision stays."""
    view = opened(show, cases()["full"].page)
    cell = view.get_by_label("b₂, row 1, column 1")
    cell.fill("many")
    cell.press("Tab")
    assert cell.get_attribute("aria-invalid") == "true"
    assert view.locator("html").get_attribute("data-revision") == "0"


def test_the_slider_goes_back_to_the_same_digits(show):
    """Every number of every step is there again, also when the steps were played."""
    view = opened(show, cases()["batches"].page)
    seen = [tables(view)]
    for _ in range(6):
        press(view, "forward")
        seen.append(tables(view))
    slider = view.get_by_label("step of the run")
    for step in (5, 0, 3, 6, 1):
        slider.fill(str(step))
        assert tables(view) == seen[step]


def test_keys_and_settings_move_the_run(show):
    """Arrows and the space bar; another learning rate begins anew at the same start."""
    case = cases()["batches"]
    view = opened(show, case.page)
    view.keyboard.press("ArrowRight")
    view.keyboard.press("ArrowRight")
    view.keyboard.press("ArrowLeft")
    assert view.locator(".transport output").inner_text() == "step 1, epoch 0"
    view.keyboard.press(" ")
    view.locator("input[name=step]:not([max='0']):not([max='1']):not([max='2'])").wait_for()
    view.keyboard.press(" ")
    rate = view.get_by_label("Learning rate")
    rate.fill("0.01")
    rate.press("Tab")
    assert_shows(view, case, case.parameters(0))
    press(view, "forward")
    other = type(case)(case.text, case.numbers, 3, cr.Adam(0.01))
    assert_shows(view, case, other.parameters(1))


def test_a_part_lights_up_wherever_it_is_shown(show):
    """Pointed at in the circuit, or reached by keys in its table; nothing else does."""
    view = opened(show, cases()["full"].page)
    lit = "all => all.map(one => one.dataset.part.split('[')[0] + ' ' + one.localName)"
    view.locator("g[data-part=W1]:visible .leaf").hover()
    assert set(view.locator(".linked").evaluate_all(lit)) == {"W1 div", "W1 g", "W1 mrow", "W1 span"}
    view.get_by_label("b₂, row 1, column 1").focus()
    assert set(view.locator(".linked").evaluate_all(lit)) == {"b2 div", "b2 g", "b2 mrow", "b2 span"}


def test_a_cost_that_is_not_finite_ends_the_run(show):
    """The page says what to do, and there is no step after it."""
    board = cr.whiteboard("data x, y\nparams w, b\nL = (w*x + b - y)**4")
    view = opened(show, board.page({"x": 3, "y": 1, "w": 2, "b": 0}, optimizer=cr.SGD(50.0)))
    for _ in range(12):
        if view.locator("[data-move=forward]").is_enabled():
            press(view, "forward")
    assert "choose a smaller learning rate" in view.locator(".transport output").inner_text()
    assert view.locator("[data-move=forward]").is_disabled()


FEW, MANY = [0, 20, 40], [place for place in range(60) if place not in (0, 20, 40)]


@pytest.mark.parametrize("place", [*FEW, *(pytest.param(one, marks=pytest.mark.slow) for one in MANY)])
def test_boards_of_courses_are_computed_as_in_python(show, place):
    """Every number of the circuit, as strings; but a mean of what adds up to nothing is what rounding leaves."""
    text = boards()[place].text
    titled = Titled("", cr.whiteboard(text))
    random = board_values(titled, {}, 0)
    leaves = {name: random[name] for name in titled.board.graph.leaves}
    view = opened(show, titled.board.page(leaves))
    assert_equal(view, titled.board.page(leaves))


RUNS = [0, *(pytest.param(one, marks=pytest.mark.slow) for one in range(1, 26))]


@pytest.mark.parametrize("seed", RUNS)
def test_numbers_are_those_of_python_in_any_state(show, seed):
    """States of a board at random: step, grain, zoom and detail; every number that is seen, as strings."""
    rng = np.random.default_rng(seed)
    case = [*cases().values()][seed % len(cases())]
    view = opened(show, case.page)
    for _ in range(8 if seed else 2):
        for name in ("grain", "zoom", "detail"):
            options = view.locator(f"input[name={name}]").evaluate_all("all => all.map(one => one.value)")
            view.check(f"input[name={name}][value={rng.choice(options)}]")
        for _ in range(rng.integers(1, 12)):
            move = rng.choice(["forward", "forward", "back", "last", "reset"], p=[0.4, 0.4, 0.1, 0.05, 0.05])
            if view.locator(f"[data-move={move}]").is_enabled():
                press(view, move)
        step = int(re.search(r"step (\d+)", view.locator(".transport output").inner_text())[1])
        assert_equal(view, case.page_at(case.parameters(step)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 768, 390])
def test_the_page_keeps_within_its_width(show, width, scheme):
    """Only boxes scroll."""
    view = opened(show, cases()["batches"].page, width=width, scheme=scheme)
    assert view.evaluate("document.documentElement.scrollWidth") == width


def test_what_is_explained_is_seen_beside_its_own_numbers_only(show):
    """The calculation of the start is there at the start, gone after a step, and back at step 0."""
    board = cr.whiteboard(HIDDEN)
    values, stand = at_start(board, cases()["full"].numbers)
    sheet = Sheet("A board", board.graph, board.backward(), "L", values)
    view = opened(show, explained_page(sheet, board.whiteboard, stand))
    calculation, moved = (
        view.locator("[data-still] details[open] ol.steps").first,
        view.locator("[data-still] .moved").first,
    )
    for move, seen in ((None, True), ("forward", False), ("reset", True)):
        if move:
            press(view, move)
        assert (calculation.is_visible(), moved.is_visible()) == (seen, not seen)


def test_a_long_page_is_drawn_where_it_is_seen_and_then_elsewhere(show):
    """Right after an edit what is in sight is new; the page has that revision once every table has it."""
    lines = [f"Z{i} = tanh(W @ Z{i - 1})" for i in range(1, 19)]
    text = "\n".join(["data Z0 (8, 8)", "params W (8, 8)", *lines, "L = mean(Z18**2)"])
    view = opened(show, cr.whiteboard(text).page({"Z0": np.eye(8), "W": np.eye(8)}))
    assert view.locator("[data-name],[data-entry],td>input").count() > 2500
    field = view.locator("[data-array=W] input").first
    field.scroll_into_view_if_needed()
    view.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
    seen, others, page = field.evaluate(
        """field => {
            field.value = "0.5";
            field.dispatchEvent(new Event("change", { bubbles: true }));
            const cards = [...document.querySelectorAll(".card")].map(one => one.dataset.revision);
            return [field.closest(".card").dataset.revision, cards, document.documentElement.dataset.revision];
        }"""
    )
    assert (seen, page) == ("1", "0")
    assert "0" in others
    view.wait_for_selector("html[data-revision='1']")
    assert {*view.locator("[data-panel], .card").evaluate_all("all => all.map(one => one.dataset.revision)")} == {"1"}
