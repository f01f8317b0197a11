"""Formulas on a device without a font of mathematics: brackets grow, subscripts stand low, signs are no boxes."""

from pathlib import Path

import pytest

import chainrule as cr
from chainrule.readers.typeset.mathematics_style import mathematics_style

from .conftest import ARGUMENTS, installed

pytestmark = pytest.mark.browser

# no letters: each system has its own
SIGNS = """<math display="block"><mrow><mo>(</mo><mfrac><mo>+</mo><mrow><mo>[</mo><mo>−</mo><mo>]</mo></mrow></mfrac>
<mo>)</mo><mo>=</mo><msqrt><mfrac><mo>∂</mo><mo>∂</mo></mfrac></msqrt><mo>⊙</mo><msup><mrow><mo>‖</mo><mo>+</mo>
<mo>‖</mo></mrow><mo>⊤</mo></msup><mo>|</mo><mfrac><mo>−</mo><mo>∑</mo></mfrac><mo>|</mo></mrow></math>"""
WITHOUT = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder}</dir>
<cachedir>{cache}</cachedir></fontconfig>"""
TEXT_FONTS = ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "NotoSans-Regular.ttf", "FreeSans.ttf")


@pytest.fixture(scope="module")
def bare(browser, tmp_path_factory):
    """The browser on a system with one font of text and no other."""
    font = next((path for name in TEXT_FONTS for path in Path("/usr/share/fonts").rglob(name)), None)
    if font is None:
        pytest.skip("no font of text is installed that is known here")
    folder, cache = tmp_path_factory.mktemp("fonts"), tmp_path_factory.mktemp("cache")
    (folder / font.name).write_bytes(font.read_bytes())
    config = folder / "fonts.conf"
    config.write_text(WITHOUT.format(folder=folder, cache=cache), encoding="utf-8")
    alone = browser.browser_type.launch(
        executable_path=installed(), args=ARGUMENTS, env={"FONTCONFIG_FILE": str(config), "HOME": str(cache)}
    )
    yield alone
    alone.close()


def opened(chromium, html):
    """A page of that body."""
    view = chromium.new_page(viewport={"width": 800, "height": 400})
    view.set_content(f"<!DOCTYPE html><meta charset='utf-8'><style>math{{font-size:32px}}</style>{html}")
    view.evaluate("document.fonts.ready")
    return view


def picture(chromium, style):
    """The signs as that browser draws them."""
    view = opened(chromium, f"<style>{style}</style>{SIGNS}")
    shot = view.locator("math").screenshot()
    view.close()
    return shot


def test_signs_look_the_same_with_and_without_such_fonts(browser, bare):
    """The font on the page draws them, pixel for pixel; without it they look otherwise."""
    style = mathematics_style()
    assert picture(browser, style) == picture(bare, style)
    assert picture(bare, style) != picture(bare, "")


def test_subscripts_stand_low(bare):
    """In a notebook's display W₁ has its 1 below the line, also where the only font is one of text."""
    board = cr.whiteboard("data x (2, 1)\nparams W1 (1, 2)\nz = W1 @ x")
    view = opened(bare, board.equations()._repr_html_())
    letter, number = (
        view.locator("msub")
        .first.locator(part)
        .first.evaluate("one => { const box = one.getBoundingClientRect(); return [box.top, box.bottom] }")
        for part in ("mi", "mn")
    )
    assert number[1] > letter[1]
    assert number[0] > letter[0] + (letter[1] - letter[0]) / 4
    view.close()
