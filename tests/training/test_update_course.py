"""An update taken apart, and its course over a record: the numbers are those of the steps that ran."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError

RNG = np.random.default_rng(7)
X, Y = RNG.normal(size=(40, 3)), RNG.normal(size=40)
RULES = [
    cr.SGD(0.1),
    cr.Momentum(0.1),
    cr.Nesterov(0.1),
    cr.AdaGrad(0.1),
    cr.RMSprop(0.05),
    cr.Adam(0.05),
    cr.AdamW(0.05),
]


def run_with(optimizer, **more):
    """Twelve recorded steps."""
    network = cr.Network([3, 2, 1], dtype="float64", seed=1)
    chosen = {"optimizer": optimizer, "epochs": 3, "batch_size": 10, "record": True, "engine": "numpy", **more}
    return network.train(X, Y, **chosen)


@pytest.mark.parametrize("optimizer", RULES, ids=lambda rule: rule.name)
def test_the_last_result_is_theta_after_the_step(optimizer):
    """Each line goes on from symbols to numbers to what the record has: the state after the step, and theta."""
    run = run_with(optimizer)
    lines = str(run.update_apart("W1[0,1]", 5)).splitlines()
    after = {**{name: vectors[5] for name, vectors in run.record.state.items()}, "theta": run.record.theta[5]}
    assert len(lines) == len(after)
    for line, name in zip(lines, [*run.record.state, "theta"], strict=True):
        symbols, *numbers = line.split(" = ")
        assert "←" in symbols
        assert len(numbers) == 2
        assert float(numbers[-1].replace("−", "-")) == pytest.approx(after[name][1], rel=1e-5)


def test_a_clipped_gradient_is_said_to_be_one():
    """The note tells by how much; theta comes out as it ran."""
    run = run_with(cr.SGD(0.1, clip_norm=0.05))
    told = str(run.update_apart("b2[0,0]", 2))
    assert re.search(r"Note: the norm of the gradient was \d\.\d+, so that g is 0\.\d+ of its\s+entry", told)
    result = told.splitlines()[0].split(" = ")[-1].replace("−", "-")
    assert float(result) == pytest.approx(run.record.path[2, -1], rel=1e-5)


def test_the_course_holds_the_columns_of_the_record():
    """θ, gradient, update as they are; of a mean of squares its root."""
    run = run_with(cr.Adam(0.05))
    course, record = run.update_course("W1[0,1]"), run.record
    assert (course.entry, course.label) == ("W1[0,1]", "w¹₁₂")
    np.testing.assert_array_equal(course.theta, record.theta[:, 1])
    np.testing.assert_array_equal(course.gradient, record.gradient[:, 1])
    np.testing.assert_array_equal(course.update, record.update[:, 1])
    np.testing.assert_array_equal(course.state["first_moment"], record.state["first_moment"][:, 1])
    np.testing.assert_array_equal(course.state["√second_moment"], np.sqrt(record.state["second_moment"][:, 1]))


def test_the_course_is_drawn_with_a_panel_for_each_quantity():
    """Each is named with its last value; the title has the lecture's label."""
    course = run_with(cr.Adam(0.05)).update_course("W1[0,1]")
    svg = course.svg()
    assert "The updates of w¹₁₂" in svg
    for name in ("θ before", "gradient", "first moment", "√second moment", "update"):
        assert f">{name} " in svg or f'data-name="{name}"' in svg


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda run: run.update_apart("W1", 5), r"'W1' has many entries; name one of them, such as W1\[0,0\]"),
        (lambda run: run.update_apart("W1[0,0]", 99), "step 99 is not recorded"),
        (lambda run: run.update_course("b1[0,0]"), r"'b1\[0,0\]' is not recorded"),
    ],
)
def test_what_is_not_recorded_is_refused(ask, message):
    """With what is."""
    run = run_with(cr.Adam(0.05), record=["W1"])
    with pytest.raises(SettingError, match=message):
        ask(run)


def test_a_part_of_a_gradient_does_not_say_how_it_was_clipped():
    """The norm is that of the whole."""
    run = run_with(cr.SGD(0.1, clip_norm=0.05), record=["W1"])
    with pytest.raises(SettingError, match="clip_norm is of the whole gradient"):
        run.update_apart("W1[0,0]", 3)
    with pytest.raises(SettingError, match=r"train\(record=True\) keeps"):
        run_with(cr.SGD(0.1), record=None).update_course("W1[0,0]")
