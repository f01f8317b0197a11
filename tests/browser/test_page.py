"""The page in a real browser: silent, within its width, light and dark, on paper, and usable by keys."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.faces.network import Network
from chainrule.graph.values import Values
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.page import Listing, Sheet, page
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify

pytestmark = pytest.mark.browser

BOARD = """
    data    X (2, 3) = [[1, 2, 0], [0.5, -1, 2]], y (1, 3) = [[1, 0, 1]]
    params  W1 (2, 2) = [[0.1, 0.2], [-0.3, 0.4]], b1 (2, 1) = [[0], [0.1]]
    params  w2 (1, 2) = [[0.5, -0.6]], b2 (1, 1) = 0.2
    Z = W1 @ X + b1
    A = sigmoid(Z)
    yhat = w2 @ A + b2
    L = mean((yhat - y)**2)
"""
LONG = "a_very_long_name_of_a_column_" * 8
LUMINANCE = """elements => elements.map(element => {
  const of = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b }
  let behind = element
  while (behind && /rgba\\(0, 0, 0, 0\\)|transparent/.test(getComputedStyle(behind).backgroundColor))
    behind = behind.parentElement
  return [of(getComputedStyle(element).color), of(getComputedStyle(behind).backgroundColor)] })"""


def board_page() -> str:
    """The page of a board with numbers."""
    board = cr.whiteboard(BOARD)
    return page(Sheet("One <hidden> layer", board.graph, board.backward(), "L", board.bind()))


def network_page() -> str:
    """The page of a 784-30-10 network at one row, with a long name in a table."""
    network = Network([784, 30, 10], hidden="sigmoid", output="softmax", dtype="float64")
    graph = network.architecture.cost_graph(labelled=True, weighted=False)
    backward = simplify(differentiate(graph, [*network.layout.shapes, "X"]))
    column = np.random.default_rng(0).random((784, 1))
    values = Values(backward, {**network.parameters, "X": column, "labels": np.array([[3]])})
    listing = Listing("Inputs", ("input", "value"), ((LONG, "1"),))
    return page(Sheet(LONG, graph, backward, "L", values, "layers", "layers", (listing,)))


PAGES = {"board": board_page, "network": network_page}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_keeps_within_its_width(show, name, width, scheme):
    """With everything unfolded, only boxes scroll, never the page; nothing is asked for and nothing complains."""
    view = show(PAGES[name](), width, scheme).view
    view.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert view.evaluate("document.documentElement.scrollWidth") == width
    assert view.locator("section").count() >= 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(show, scheme):
    """Light by day and dark by night, with the contrast that WCAG asks for, 4.5 to 1."""
    view = show(board_page(), scheme=scheme).view
    view.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    ((_, ground),) = view.locator("body").evaluate_all(LUMINANCE)
    assert (ground == 1) if scheme == "light" else (ground < 0.05)
    texts = view.locator("h1, h2, h3, p, summary, td, th, li, .number, .shape, math")
    contrasts = [(max(pair) + 0.05) / (min(pair) + 0.05) for pair in texts.evaluate_all(LUMINANCE)]
    assert len(contrasts) > 100
    assert min(contrasts) >= 4.5


def test_numbers_in_the_browser_are_those_of_the_board(show):
    """The circuit holds every number whole, and the result of the calculation is read in the formula."""
    board = cr.whiteboard(BOARD)
    values = board.bind()
    view = show(board_page()).view
    found = view.locator("[data-name]").evaluate_all("all => all.map(one => [one.dataset.name, one.dataset.value])")
    numbers = {name: float(value) for name, value in found}
    assert numbers["L"] == float(values["L"])
    assert view.locator("h1").inner_text() == "One <hidden> layer"
    assert (
        view.locator("details[open] li").last.locator("math").last.text_content().endswith(format_number(values["L"]))
    )


def test_formulas_are_laid_out(show):
    """A browser draws the formulas: a fraction is taller than a line, a matrix has its brackets drawn."""
    view = show(board_page()).view
    fraction, letter = (view.locator(tag).first.bounding_box() for tag in ("mfrac", "mi"))
    assert fraction["height"] > 1.5 * letter["height"]
    matrix = view.locator("details[open] mtable").first
    assert matrix.evaluate("one => getComputedStyle(one).borderLeftStyle") == "solid"
    assert matrix.evaluate("one => getComputedStyle(one.previousElementSibling).display") == "none"


def test_the_page_is_used_by_keys(show):
    """Tab reaches what unfolds, Enter unfolds it, and boxes that scroll are reached too."""
    view = show(board_page(), 390).view
    derivation = view.locator("summary", has_text="Derivation")
    for _ in range(40):
        view.keyboard.press("Tab")
        if derivation.evaluate("one => one === document.activeElement"):
            break
    view.keyboard.press("Enter")
    assert view.get_by_text("matrix product: A B hands G Bᵀ to A").first.is_visible()
    circuit = view.get_by_role("region", name="circuit, operations")
    assert circuit.evaluate("one => one.scrollWidth > one.clientWidth && one.tabIndex === 0")


def test_paper_shows_what_is_folded(show):
    """In print everything is unfolded and light, also where the screen is dark."""
    view = show(board_page(), scheme="dark").view
    folded = view.locator("details:not([open]) .inside").first
    assert not folded.is_visible()
    view.emulate_media(media="print", color_scheme="dark")
    assert folded.is_visible()
    assert view.locator("body").evaluate_all(LUMINANCE)[0][1] == 1
    assert len(view.pdf()) > 10_000
