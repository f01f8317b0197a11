"""The prepared pages: each lesson has one, of the board that it shows, and the list of them is what is built."""

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from tests.live.test_live_page import payload_of, theta_of

LAB = Path(__file__).parents[1] / "docs" / "lab"


@cache
def builder() -> ModuleType:
    """What builds the pages."""
    spec = importlib.util.spec_from_file_location("build_pages", LAB / "build_pages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_lesson_has_a_page():
    """And every page has a lesson."""
    lessons = {path.name.partition("-")[0] for path in builder().LESSONS.glob("[0-9]*.md")}
    assert {one.name.partition("-")[0] for one in builder().PAGES} == lessons


def test_the_list_names_every_page():
    """In the order in which they are built, each with its title and a lesson that is there."""
    listed = re.findall(
        r"^\| `(.+?)\.html` \| (.+?) \| \[\d+\]\((.+?)\) \|$", (LAB / "README.md").read_text(), re.MULTILINE
    )
    assert [(name, title) for name, title, _ in listed] == [(one.name, one.title) for one in builder().PAGES]
    assert all((LAB / path).is_file() for _, _, path in listed)


def test_a_page_is_of_its_lessons_board():
    """The neuron's board, with the numbers that stand on it."""
    (one,) = (page for page in builder().PAGES if page.name == "2-one-neuron")
    payload = payload_of(one.page())
    assert payload["title"] == "The one-neuron network"
    assert theta_of(payload) == [-2, -1, 0.5, 10]
    assert "z = w0 + x0*w1 + x1*w2 + x2*w3" in payload["model"]["board"]["text"]


@pytest.mark.slow
@pytest.mark.parametrize("place", range(17))
def test_every_page_is_built(place):
    """Each holds numbers."""
    assert payload_of(builder().PAGES[place].page())["leaves"]
