"""Views of the live page in a real browser: the walk through a circuit, the check, what is predicted first, links."""

from pathlib import Path

import numpy as np
import pytest
from tests.browser.test_live_page import opened, press, tables
from tests.live.boards import cases

import chainrule as cr
from chainrule.readers.notation.numbers import format_number

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
VIOLATIONS = """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then(
  found => found.violations.map(one => [one.id, one.nodes.map(node => node.html)]))"""

CHAIN = "f = 1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
AT = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}
PLUGGED = ".walk li:not([hidden]) .plugged"
BELOW = """all => Object.fromEntries(all.filter(one => getComputedStyle(one).visibility === "visible").map(
  one => [one.dataset.name, one.textContent]))"""


def gates_below(view) -> dict[str, str]:
    """The cotangents that the picture shows."""
    return view.locator("svg:visible tspan[data-name^='∂']").evaluate_all(BELOW)


def test_the_gate_chain_of_lecture_1_is_walked_backward(show):
    """Upstream × local = downstream at each gate, with the numbers of the slide: 1, −0.53, −0.53, −0.2, 0.2, …"""
    view = opened(show, cr.whiteboard(CHAIN).page(AT))
    leaves = {"∂f/∂w0": "−0.1966", "∂f/∂x0": "0.3932", "∂f/∂w1": "−0.3932", "∂f/∂x1": "−0.5898", "∂f/∂w2": "0.1966"}
    assert leaves.items() <= gates_below(view).items()  # gates come first on such a board, and all of them are seen
    press(view, "reset")
    assert gates_below(view) == {}
    press(view, "forward", 8)  # forward: two products, two sums, a minus, exp, +1, 1/x
    seen = []
    for _ in range(5):
        press(view, "forward")
        seen.append("".join(view.locator(PLUGGED).all_inner_texts()).replace("\n", ""))
    assert seen[1:] == [
        "=1×(−0.534447)=−0.534447",
        "=(−0.534447)×1=−0.534447",
        "=(−0.534447)×0.367879=−0.196612",
        "=(−0.196612)×(−1)=0.196612",
    ]
    assert [*gates_below(view).values()] == ["0.1966", "−0.1966", "−0.5344", "−0.5344", "1"]
    press(view, "back", 2)
    assert [*gates_below(view).values()] == ["−0.5344", "−0.5344", "1"]
    assert view.locator("svg:visible .turn").get_attribute("data-op") == "add"


def test_a_walk_leads_on_to_the_next_update_and_back(show):
    """After the last gate the parameters move, and every number is hidden again; a press back undoes it."""
    view = opened(show, cr.whiteboard("data x, y\nparams w, b\nL = (w*x + b - y)**2").page({"x": 3, "y": 1}))
    view.check("input[value=gate]")
    press(view, "last")
    output = view.locator(".transport output")
    assert output.inner_text().startswith("step 0, epoch 0, backward, ")
    before = gates_below(view)
    press(view, "forward")
    assert output.inner_text() == "step 1, epoch 1, before the first gate"
    assert gates_below(view) == {}
    press(view, "back")
    assert gates_below(view) == before


def test_layers_and_epochs_are_larger_steps(show):
    """By layers the walk stops at names of the board; an epoch is all batches."""
    view = opened(show, cases()["batches"].page)
    view.check("input[value=layer]")
    found = []
    for _ in range(4):
        press(view, "forward")
        found.append(view.locator(".walk li:not([hidden])").get_attribute("data-key"))
    assert found == ["Z", "A", "yhat", "L"]
    view.check("input[value=epoch]")
    press(view, "forward", 2)
    assert view.locator(".transport output").inner_text() == "step 6, epoch 2"


def test_a_run_stops_where_the_cost_is_small_enough(show):
    """The cost of the last step is below the limit, that of the step before is not."""
    board = cr.whiteboard("data x, y\nparams w\nL = (w*x - y)**2")
    view = opened(show, board.page({"x": 1, "y": 1, "w": 3}))
    view.fill("[name=until]", "0.5")
    press(view, "toggle")
    view.locator("[data-move=toggle][data-playing=false]").wait_for()
    costs = []
    for _ in range(2):
        costs.append(float(tables(view)["L"][0]))
        press(view, "back")
    assert costs[0] < 0.5 <= costs[1]


def test_every_parameter_is_checked(show):
    """A badge says that gradient and difference agree; a table has both, and follows every change."""
    case = cases()["full"]
    view = opened(show, case.page)
    for step in range(2):
        view.locator(".badge[data-verdict=right]").nth(3).wait_for()
        if not step:
            view.locator(".badge").first.click()
        rows = (
            view.locator(".check")
            .first.locator("tbody tr")
            .evaluate_all("all => all.map(row => [...row.cells].map(cell => cell.textContent))")
        )
        truth = case.values(step)["∂L/∂W1"].ravel()
        assert [row[1] for row in rows] == [format_number(one).replace("-", "−") for one in truth]
        assert [float(row[2].replace("−", "-")) for row in rows] == pytest.approx(truth, rel=1e-5)
        assert {row[4] for row in rows} == {"right"}
        press(view, "forward")


def test_a_corner_is_not_judged(show):
    """At the kink of |w| no difference shows a slope."""
    view = opened(show, cr.whiteboard("params w\nL = abs(w)").page({"w": 0}))
    view.locator(".badge[data-verdict='not judged']").wait_for()


def test_what_is_predicted_is_hidden_and_judged(show):
    """The bias averages instead of summing: the tutor says so; with the right numbers it says that."""
    case = cases()["full"]
    view = opened(show, case.page)
    view.select_option("[name=hide]", "∂L/∂b1")
    assert view.locator("[data-name^='∂L/∂b1['], [data-entry^='∂L/∂b1[']").evaluate_all(
        "all => all.every(one => getComputedStyle(one).visibility === 'hidden')"
    )
    truth = case.values(0)["∂L/∂b1"].ravel()
    said = view.get_by_role("status")
    for factor, sentence in ((0.25, "is summed, not averaged"), (-1, "up to the sign"), (1, "Right")):
        for field, number in zip(view.locator(".grid input").all(), truth * factor, strict=True):
            field.fill(f"{number:.4f}")
            field.press("Tab")
        said.filter(has_text=sentence).wait_for()
    view.get_by_role("button", name="Show it").click()
    assert view.locator(".later").count() == 0


def test_no_number_is_older_than_the_last_edit(show):
    """After random edits every panel has the revision of the page, and all numbers are Python's."""
    rng, case = np.random.default_rng(4), cases()["full"]
    view = opened(show, case.page)
    parameters = {name: np.array(one) for name, one in case.parameters(0).items()}
    for _ in range(3):
        name = str(rng.choice(["W1", "b1", "w2", "b2"]))
        i, j = (int(rng.integers(size)) for size in parameters[name].shape)
        parameters[name][i, j] = round(float(rng.normal()), 3)
        cell = view.locator(f"table[data-array='{name}'] tr").nth(i).locator("input").nth(j)
        cell.fill(str(parameters[name][i, j]))
        cell.press("Tab")
        last = view.locator("html").get_attribute("data-revision")
        assert {*view.locator("[data-panel]").evaluate_all("all => all.map(one => one.dataset.revision)")} == {last}
    values = case.at(parameters)
    for name, texts in tables(view).items():
        assert texts == [format_number(one).replace("-", "−") for one in np.ravel(values[name])], name


def test_a_name_lights_up_in_board_code_and_tables(show):
    """A part that keys reach in its table is lit in board, equations, circuit and code, which stays what it was."""
    view = opened(show, cases()["full"].page)
    code = view.locator("#passes").text_content()
    view.locator("summary", has_text="both passes").click()
    view.locator("#passes span").first.wait_for()
    assert view.locator("#passes").text_content() == code
    view.locator(".card[data-part=Z]").focus()
    lit = view.locator(".linked").evaluate_all(
        "all => all.map(one => one.closest('pre, math, svg, .cards')?.localName)"
    )
    assert {"pre", "math", "svg", "div"} <= {*lit}
    assert {*view.locator("#passes .linked").all_inner_texts()} == {"Z", "dZ"}


def reach(view, selector: str, key: str = "Tab") -> None:
    """Press a key until something has the focus."""
    for _ in range(300):
        view.keyboard.press(key)
        if view.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no key leads to {selector}")


def test_keys_alone_walk_edit_predict_and_check(show):
    """Without a pointer: gates are chosen and walked, a weight is changed, a gradient is asked for, a check unfolds."""
    view = opened(show, cr.whiteboard("data x, y\nparams w, b\nL = (w*x + b - y)**2").page({"x": 3, "y": 1, "w": 1}))
    reach(view, "[data-move=forward]")
    view.keyboard.press("Enter")
    reach(view, "input[name=grain]")
    view.keyboard.press("ArrowRight")
    reach(view, "[data-move=forward]", "Shift+Tab")
    view.keyboard.press("Enter")
    assert view.locator(".transport output").inner_text() == "step 1, epoch 1, forward, 1 of 4"
    reach(view, "select[name=hide]")
    view.keyboard.press("End")
    assert view.locator(".grid input").count() == 1
    reach(view, "[aria-label='w']")
    view.keyboard.type("2")
    reach(view, ".badge")
    view.keyboard.press("Enter")
    assert view.locator(".check table").first.is_hidden()  # for its gradient is asked for
    assert tables(view)["w"] == ["2"]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_axe_finds_nothing(show, scheme):
    """No violation of WCAG 2.2 AA: as it opens, while it is walked and asked, and with everything unfolded."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; `make page` brings it")
    view = opened(show, cases()["full"].page, scheme="dark" if scheme == "dark" else "light")
    view.emulate_media(forced_colors="active" if scheme == "forced" else "none")
    view.add_style_tag(content=".panel{content-visibility:visible!important}")
    view.evaluate(AXE.read_text("utf-8"))
    view.locator(".badge[data-verdict=right]").nth(3).wait_for()
    assert view.evaluate(VIOLATIONS) == []
    view.check("input[value=gate]")
    press(view, "forward", 3)
    view.select_option("[name=hide]", "∂L/∂W1")
    view.locator(".badge").first.click()
    assert view.evaluate(VIOLATIONS) == []
    view.check("input[value=gates]")
    view.check("input[value=derivation]")
    for summary in view.locator("summary").all():
        summary.click()
    assert view.evaluate(VIOLATIONS) == []


def test_at_twice_the_size_nothing_is_cut(show):
    """200 % zoom of a 780 pixel window is a page of 390: only boxes scroll, and every button can be reached."""
    view = opened(show, cases()["batches"].page, width=390)
    view.check("input[value=gate]")
    press(view, "forward", 2)
    assert view.evaluate("document.documentElement.scrollWidth") == 390
