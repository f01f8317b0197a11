"""Animations: one file that asks nobody for anything, whose numbers are the run's."""

import json
import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.readers.notation.numbers import format_number

X = np.random.default_rng(1).normal(size=(30, 1))


def raced(**names):
    """A small race on a line."""
    runners = names or [{"batch_size": "full"}, {"batch_size": 5}]
    return cr.race(cr.Network([1, 1], dtype="float64"), (X, 2 * X[:, 0]), runners, optimizer=cr.SGD(0.1), epochs=6)


def carried(text):
    """What the page carries for its script."""
    (found,) = re.findall(r'<script type="application/json" id="run">(.*)</script>', text)
    return json.loads(found)


@pytest.mark.parametrize("measure", ["steps", "epochs", "examples", "seconds"])
def test_the_numbers_of_an_animation_are_those_of_the_race(measure):
    """Each iterate's cost and how far the run had come, in any measure; the file is smaller than 300 KB."""
    race = raced()
    text = race.animation(measure)
    run = carried(text)
    for trail, runner in zip(run["trails"], race.runners, strict=True):
        assert trail["across"] == getattr(runner, measure).tolist()
        assert trail["cost"] == [format_number(cost) for cost in runner.cost.tolist()]
    assert run["end"] == max(getattr(runner, measure)[-1] for runner in race.runners)
    assert len(text.encode()) < 300_000


def test_the_script_reads_what_the_page_carries():
    """Every name that the script asks for is there, and nothing else; what it says is printed as ours is."""
    text = raced().animation("epochs")
    run, script = carried(text), text.split("<script>")[1]
    assert set(re.findall(r"\brun\.(\w+)", script)) == set(run)
    assert set(re.findall(r"\btrail\.(\w+)", script)) == set(run["trails"][0])
    assert run["measure"] == "epochs"
    assert 240 * run["pause"] / 1000 == pytest.approx(8, rel=0.05)  # seconds for the whole way of the slider
    for trail, runner in zip(run["trails"], raced().runners, strict=True):
        assert (trail["name"], trail["printed"]) == (runner.name, [format_number(one) for one in runner.epochs])


def test_a_path_has_as_many_corners_and_dots_as_the_page_has_numbers():
    """What the script hides are the parts of two paths, one part for each iterate."""
    text = raced().animation()
    for trail in carried(text)["trails"]:
        paths = re.findall(rf'<path class="(line|mark)[^>]* data-name="{trail["name"]}"[^>]* d="([^"]*)"', text)
        parts = {kind: len(re.findall("[ML]", d)) for kind, d in paths}
        assert parts == {"line": len(trail["cost"]), "mark": len(trail["cost"])}


def test_an_animation_asks_nobody_and_respects_who_wants_no_motion():
    """No address stands in the file but the name of SVG, its policy lets nothing in, and motion is asked about."""
    text = raced().animation()
    assert set(re.findall(r"https?://[^\"' ]+", text)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in text
    assert "prefers-reduced-motion: reduce" in text


def test_names_of_a_person_cannot_end_the_script():
    """A runner called </script> stays a text."""
    text = raced(**{"</script><b>": {"batch_size": 5}}).animation()
    assert carried(text)["trails"][0]["name"] == "</script><b>"
    assert "</script><b>" not in text


def test_without_a_path_there_is_nothing_to_play():
    """A bare landscape says what begins a path; a race knows its measures."""
    network = cr.Network([1, 1])
    with pytest.raises(SettingError, match="an animation needs a path; start= begins one"):
        network.landscape(X, X[:, 0], points=3).animation()
    with pytest.raises(SettingError, match="the measure of an animation is one of steps, epochs, examples, seconds"):
        raced().animation("minutes")
