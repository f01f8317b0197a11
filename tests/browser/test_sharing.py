"""Sharing in a real browser: a link and a file open with the same digits, in another browser and in Python."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.browser.test_live_page import opened, press, tables, written
from tests.live.boards import cases

import chainrule as cr

pytestmark = pytest.mark.browser


def entries(view) -> list[list[str]]:
    """Every number of equations and circuits that is seen, by name."""
    seen = "all => all.filter(one => !one.closest('[hidden]')).map(one => [one.dataset.name, one.textContent])"
    return view.locator("[data-name]").evaluate_all(seen)


def link_of(view) -> str:
    """The link that the page gives."""
    view.click("[data-share=copy]")
    for _ in range(250):
        if link := view.input_value("[name=link]"):
            return link
        view.wait_for_timeout(20)
    raise AssertionError("there is no link after five seconds")


def told(view) -> str:
    """What the page says of what was shared."""
    status = view.locator("[data-panel=share] [role=status]:not(:empty)")
    status.wait_for(state="attached", timeout=5_000)
    return status.text_content()


def saved(view, button: str) -> bytes:
    """What a button downloads."""
    with view.expect_download() as download:
        view.click(button)
    return Path(download.value.path()).read_bytes()


def moved(show, name: str = "batches"):
    """A page with a changed target, another learning rate, and seven steps."""
    view = opened(show, cases()[name].page)
    view.get_by_label("y, row 1, column 3").fill("2.5")
    rate = view.locator("[name=learning_rate]")
    rate.fill("0.07")
    rate.press("Tab")
    press(view, "forward", 7)
    return view


def follow(show, page: str, link: str):
    """The page where a link leads, in a browser that knows nothing."""
    view = show(page, after=link[link.index("#") :]).view
    view.wait_for_selector("html[data-revision='1']", timeout=5_000)
    return view


def test_a_link_opens_the_same_numbers_elsewhere(show):
    """Tables, circuit, step, curve and settings as they were; and so they are after the next step, and one back."""
    view = moved(show)
    link = link_of(view)
    other = follow(show, cases()["batches"].page, link)
    for made in range(2):
        assert tables(other) == tables(view)
        assert entries(other) == entries(view)
        for part in (".transport output", ".curve .top", "[data-panel=curve] .said"):
            assert other.locator(part).text_content() == view.locator(part).text_content()
        press(view, "forward"), press(other, "forward")
        assert made or other.input_value("[name=learning_rate]") == "0.07"
    press(view, "back", 5), press(other, "back", 5)
    assert tables(other) == tables(view)


def test_a_link_opens_the_same_view_of_the_numbers(show):
    """Detail, zoom, grain, how far the walk has come, axes, what is hidden, and the part that is kept lit."""
    view = opened(show, cases()["batches"].page)
    press(view, "forward", 2)
    for choice in ("detail][value=named", "zoom][value=operations", "grain][value=layer"):
        view.check(f"input[name={choice}]")
    press(view, "forward", 3)
    view.select_option("[data-look=landscape-up]", index=4)
    view.select_option("[name=hide]", "∂L/∂b1")
    view.locator(".card[data-part=W1] caption").first.click()
    link = link_of(view)
    other = follow(show, cases()["batches"].page, link)
    chosen = ".choice [type=radio]:checked"
    assert other.locator(chosen).evaluate_all("all => all.map(one => one.value)") == ["layer", "named", "operations"]
    for part in (".transport output", ".walk li:not([hidden]) .says", "[data-panel=landscape] .said"):
        assert other.locator(part).text_content() == view.locator(part).text_content()
    assert other.input_value("[name=hide]") == "∂L/∂b1"
    assert other.locator(".card.linked[data-part=W1]").count() == 1
    assert entries(other) == entries(view)
    assert link_of(other).partition("#")[2] == link.partition("#")[2]


def test_a_file_that_is_saved_opened_and_saved_is_the_same(show, tmp_path):
    """Byte by byte, and so is the link."""
    view = moved(show)
    first = saved(view, "[data-share=save]")
    file = tmp_path / "state.json"
    file.write_bytes(first)
    other = opened(show, cases()["batches"].page)
    other.locator("[data-panel=share] input[type=file]").set_input_files(file)
    other.wait_for_selector("html[data-revision='1']")
    assert saved(other, "[data-share=save]") == first
    assert link_of(other).partition("#")[2] == link_of(view).partition("#")[2]


def test_python_opens_a_link_with_the_same_numbers(show):
    """Every table of the page is what the board says of itself."""
    view = moved(show)
    board = cr.open(link_of(view))
    values = board.bind()
    for name, texts in tables(view).items():
        if not name.startswith("∂L/∂") or name in values.graph.all_names:
            assert texts == [written(one) for row in np.atleast_2d(values[name]) for one in row[:8]], name
    assert (board.opened.step, board.opened.batch_size, board.opened.optimizer.name) == (7, 3, "adam")
    assert board.opened.optimizer.schedule.rate == 0.07
    assert board.cost(board.opened.data) == pytest.approx(float(values["L"]))


def test_a_network_goes_to_the_page_and_comes_back(show):
    """Labels as they were written; theta after twelve steps is that of Python's own training."""
    rng = np.random.default_rng(5)
    X = rng.normal(size=(6, 2))
    y = np.where(X[:, 0] > 0, "a", "b")
    network = cr.Network([2, 3, 2], hidden="tanh", loss="squared_error", seed=2, dtype="float64")
    view = opened(show, network.page(X, y, optimizer=cr.Adam(0.03), batch_size=2))
    press(view, "forward", 12)
    found = cr.open(link_of(view))
    network.train(X, y, optimizer=cr.Adam(0.03), batch_size=2, epochs=4, engine="numpy")
    np.testing.assert_allclose(found.theta, network.theta, rtol=1e-12)
    assert found.architecture == network.architecture
    assert found.opened.data["y"].tolist() == y.tolist()
    np.testing.assert_array_equal(found.opened.data["X"], X)


def test_a_board_that_does_not_train_is_shared_too(show):
    """Its numbers are the board's own in Python."""
    view = opened(show, cr.whiteboard("f = 1 / (1 + exp(-x))").page({"x": 1}))
    field = view.get_by_role("textbox", name="x")
    field.fill("−2.5")
    field.press("Tab")  # what is below moves, as it gets new numbers
    board = cr.open(link_of(view))
    assert float(board.bind()["∂f/∂x"]) == pytest.approx(np.exp(-2.5) / (1 + np.exp(-2.5)) ** 2)


@pytest.mark.parametrize(
    ("fragment", "said"),
    [
        ("#state=1.AAAA", "damaged, or was cut short"),
        ("#state=1.%20", "damaged, or was cut short"),
        ("#state=9.AAAA", "another version"),
    ],
)
def test_a_link_that_is_damaged_is_refused_and_nothing_changes(show, fragment, said):
    """The page says so, and shows what it was made with."""
    view = show(cases()["full"].page, after=fragment).view
    assert said in told(view)
    assert view.locator("html").get_attribute("data-revision") == "0"


def test_a_link_of_another_board_is_refused(show):
    """With what makes its board."""
    link = link_of(opened(show, cases()["full"].page))
    view = show(cases()["rows"].page, after=link[link.index("#") :]).view
    assert "another model; cr.open(link) in Python" in told(view)


def test_a_file_with_other_numbers_than_it_says_is_refused(show, tmp_path):
    """Each field that is damaged, one at a time."""
    view = opened(show, cases()["batches"].page)
    state = json.loads(saved(view, "[data-share=save]"))
    damaged = [
        {**state, "step": -1},
        {**state, "step": 1e9},
        {**state, "start": {**state["start"], "theta": [1, 2]}},
        {**state, "data": {**state["data"], "tables": {**state["data"]["tables"], "X": ["1"] * 20}}},
        {**state, "data": {**state["data"], "learned": [0] * 10}},
        {**state, "data": None},
        {**state, "settings": {**state["settings"], "batch_size": 0}},
        {**state, "settings": None},
        {**state, "optimizer": {**state["optimizer"], "beta1": 0.5}},
        {**state, "optimizer": {**state["optimizer"], "name": "sgd"}},
        {**state, "optimizer": None},
        [],
    ]
    for number, one in enumerate(damaged):
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(one))
        view.locator("[data-panel=share] input[type=file]").set_input_files(file)
        told(view)
        view.evaluate("document.querySelector('[data-panel=share] [role=status]').textContent = ''")
    assert view.locator("html").get_attribute("data-revision") == "0"


def test_a_teacher_hides_panels(show):
    """Those of the address are gone, the boxes say which, and the link of the page hides them too."""
    view = show(cases()["full"].page, after="?hide=programs,circuit,nothing").view
    view.wait_for_selector("html[data-revision]")
    shown = dict(
        view.locator("section.panel").evaluate_all(
            "all => all.map(one => [one.querySelector('h2').textContent, !one.hidden])"
        )
    )
    assert [name for name, seen in shown.items() if not seen] == ["Circuit", "Programs"]
    assert "no panel called nothing" in told(view)
    assert "?hide=circuit,programs#state=1." in link_of(view)


def test_an_edit_takes_the_old_link_away(show):
    """No link on the page is of older numbers."""
    view = opened(show, cases()["full"].page)
    link_of(view)
    press(view, "forward")
    assert view.input_value("[name=link]") == ""


@pytest.mark.parametrize("name", ["Python script", "NumPy script"])
def test_scripts_compute_what_is_seen(show, tmp_path, name):
    """They run by themselves, on the numbers of now."""
    view = moved(show)
    file = tmp_path / "script.py"
    file.write_bytes(saved(view, f"text={name}"))
    found = subprocess.run([sys.executable, file], capture_output=True, text=True, check=True).stdout  # noqa: S603
    assert tables(view)["L"][0][:6] in found


def test_equations_are_taken_along_as_latex(show):
    """Those that Python prints."""
    view = opened(show, cases()["full"].page)
    expected = cr.whiteboard(cases()["full"].text).equations(values=False).latex()
    assert saved(view, "text=LaTeX").decode().strip() == expected.strip()


def test_pictures_are_taken_along_as_they_are_seen(show):
    """The SVG has the numbers of now; the PNG is not empty paper."""
    view = moved(show)
    view.locator("[name=picture]").focus()
    names = view.locator("[name=picture] option").all_inner_texts()
    view.select_option("[name=picture]", label=next(name for name in names if "L" in name and "cost" not in name))
    svg = saved(view, "[data-share=svg]").decode()
    seen = "all => all.filter(one => !one.closest('[hidden]')).map(one => one.textContent)"
    numbers = view.locator("[data-panel=circuit] svg [data-name]").evaluate_all(seen)
    assert len(numbers) > 8
    assert all(f">{number}<" in svg for number in numbers)
    png = saved(view, "[data-share=png]")
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(png) > 10_000
