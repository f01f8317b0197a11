"""The font of mathematics comes with the package, under a name of its own, with its licence."""

import re
from base64 import b64decode
from importlib.resources import files

import chainrule as cr
from chainrule.readers.typeset.mathematics_style import FONT, mathematics_style

FOLDER = files("chainrule.readers.typeset")


def test_the_font_stands_in_the_style():
    """It is small, and whole: WOFF2 says its own length."""
    (font,) = re.findall(r"url\(data:font/woff2;base64,([\w+/=]+)\)", mathematics_style())
    data = b64decode(font, validate=True)
    assert data == FOLDER.joinpath("mathematics.woff2").read_bytes()
    assert data[:4] == b"wOF2"
    assert int.from_bytes(data[8:12], "big") == len(data) < 5_000


def test_a_selector_goes_before_every_rule_but_the_font():
    """What a notebook shows changes no formula beside it."""
    rules = mathematics_style(".own ").split("}")
    assert rules[0].startswith(f'@font-face{{font-family:"{FONT}"')
    assert [rule.partition("{")[0] for rule in rules[1:-1]] == [".own math", ".own math mi[mathvariant]"]


def test_its_licence_is_beside_it():
    """The SIL Open Font License, and that the font was changed."""
    licence = FOLDER.joinpath("mathematics-LICENSE.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert licence.startswith("This is a subset of Noto Sans Math, renamed")


def test_what_has_no_formula_carries_no_font():
    """A circuit in a notebook, or a table, is as small as it was."""
    assert "@font-face" in cr.whiteboard("f = x*x").equations()._repr_html_()
    assert "@font-face" not in cr.Network([2, 1]).check([[1.0, 2.0]], [1.0])._repr_html_()
