"""Mutants: all of them are found, each is false, and of a few drawn at random none survives."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.readers.notation.op_notation import NOTATION
from chainrule.readers.trace.sentences import FORWARD
from chainrule.transforms.simplify import RULES

from . import rules, slips, tables, vjps
from .falsehoods import changes, turned
from .reasons import REASONS, idle_reasons, matches

ROOT = Path(__file__).parents[2]
DRAWN, SEED = 8, 7


def places(kind, module):
    """The places of the mutants of a module."""
    return {one.place for one in kind.find() if one.module == f"chainrule.{module}"}


def test_every_entry_of_a_table_is_made_false():
    """Two tables of the readers, one of functions and one of texts, with all their keys."""
    assert {f"NOTATION[{name!r}]" for name in NOTATION} <= places(tables, "readers.notation.op_notation")
    assert {f"FORWARD[{name!r}]" for name in FORWARD} <= places(tables, "readers.trace.sentences")


def test_every_vjp_is_made_false():
    """Each op that has a VJP, an undefined function, and a call that stays closed."""
    found = {one.place.split(",")[0] for one in vjps.find()}
    assert found == {op.name for op in ALL_OPS.values() if op.vjp is not None} | {"undefined", "undefined 2", "called"}


def test_every_rule_is_made_false():
    """It answers something else, and it is left out; of several ops at once, if they have it in common."""
    found = [one.change for one in rules.find()]
    assert found.count(rules.FALSE) == sum(map(len, RULES.values()))
    assert found.count(rules.LEFT_OUT) == len({rule for of_op in RULES.values() for rule in of_op})


def test_every_kind_of_slip_is_made_false():
    """Wherever the source of the tutor names a kind, a mutant names another one."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "src/chainrule/tutor").rglob("*.py")]
    named = sum(len(re.findall(r"\bKind\.[A-Z]", re.sub(r'"""(?:.|\n)*?"""', "", source))) for source in sources)
    assert sum(one.change == slips.KIND for one in slips.find()) == named > 100


def test_every_mutant_has_a_name_of_its_own():
    """A reason names one and no other."""
    names = [one.name for kind in (tables, vjps, rules, slips) for one in kind.find()]
    assert len(set(names)) == len(names) > 1000


@pytest.mark.parametrize(
    ("text", "false"),
    [
        ("tanh′ = 1 − tanh²", "tanh′ = 0 − tanh²"),
        ("the larger of {0} and {1}", "the smaller of {0} and {1}"),
        ("{0} becomes 1", "{0} becomes 0"),
        ("exp", "exp"),
    ],
)
def test_a_text_is_turned_outside_of_its_fields(text, false):
    """One sign or word of it says the opposite; where there is none, nothing is turned."""
    assert turned(text) == false


@pytest.mark.parametrize("value", ["more", "", 1, 0.0, True, (lambda x: 2)])
def test_what_is_false_is_not_what_was_there(value):
    """Whatever stands in a table has a false value of its own type."""
    for change in changes(value):
        assert change.value != value
        assert type(change.value) is type(value)


def test_a_false_entry_leaves_the_others():
    """Within a tuple in a mapping too."""
    assert tables.with_false_entry({"a": ("x", "y"), "b": "z"}, (0, 1), "another's") == {"a": ("x", "x"), "b": "z"}
    assert tables.with_false_entry(frozenset("ab"), (1,), "left out") == frozenset("a")


def test_a_false_vjp_differs_in_one_part():
    """What goes back to the other operand stays."""
    x, y = cr.input("x"), cr.input("y")
    false = vjps.false(ALL_OPS["multiply"].vjp, 1, "turned")
    parts = false(x * y, cr.input("g"))
    assert [part.op.name for part in parts] == ["multiply", "negate"]


def test_a_reason_names_mutants_literally():
    """Brackets in a name are no pattern, stars are."""
    assert matches("m: T['a'][0]: turned", "m: T['a'][0]: *")
    assert not matches("m: Ta: turned", "m: T['a']: turned")
    assert set(idle_reasons([])) == set(REASONS)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="mutants are tried in processes that are forked")
def test_no_mutant_of_a_few_survives():
    """Eight VJPs, drawn at random and tried as `make mutants` tries all that there is; these are soon caught."""
    drawn = ["--kind", "vjps", "--sample", str(DRAWN), "--seed", str(SEED)]
    command = [sys.executable, "-m", "tests.mutants", *drawn]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)  # noqa: S603
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(rf"\ball\b\D+{DRAWN}\D", run.stdout), run.stdout
