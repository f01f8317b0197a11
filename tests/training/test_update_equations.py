"""Update rules and schedules print what runs."""

import pytest

import chainrule as cr

RULES = [
    (cr.SGD(0.1), "θ ← θ − η g"),
    (cr.Momentum(0.1), "v ← 0.9 v + g\nθ ← θ − η v"),
    (cr.Nesterov(0.1, beta=0.5), "v ← 0.5 v + g\nθ ← θ − η (g + 0.5 v)"),
    (cr.RMSprop(0.1), "s ← 0.9 s + 0.1 g²\nθ ← θ − η (g/(√s + 10⁻⁸))"),
    (
        cr.Adam(),
        "m ← 0.9 m + 0.1 g\ns ← 0.999 s + 0.001 g²\nθ ← θ − (η/(1 − 0.9^t)) (m/(√s/√(1 − 0.999^t) + 10⁻⁸))",
    ),
    (cr.SGD(0.1, clip_norm=2.0), "θ ← θ − min(1, 2/‖g‖) η g"),
]


@pytest.mark.parametrize(("optimizer", "text"), RULES, ids=lambda value: getattr(value, "name", ""))
def test_an_update_rule_prints_as_its_paper_writes_it(optimizer, text):
    """State and theta are assigned in the order in which they are computed."""
    assert cr.equations(optimizer).text() == text


SCHEDULES = [
    (cr.step_decay(0.1, factor=0.5, every=10), "η = 0.1 · 0.5^⌊e/10⌋"),
    (cr.inverse_time(0.5, decay=0.01), "η = 0.5/(1 + 0.01 t)"),
    (cr.flat_cos(0.1), "η = 0.1 (1 if p < 0.5 else 0.5 (1 + cos(π (2 p − 1))))"),
    (cr.warm_up(cr.exponential(0.1), steps=100), "η = 0.1 min(1, (t + 1)/100) 0.95^e"),
]


@pytest.mark.parametrize(("schedule", "text"), SCHEDULES, ids=lambda value: getattr(value, "name", ""))
def test_a_schedule_prints_its_formula(schedule, text):
    """T are the steps made, e the epochs done, p the share of the run."""
    assert cr.equations(schedule).text() == text


@pytest.mark.parametrize("rule", [cr.Adam(), cr.flat_cos(0.1)])
def test_a_rule_takes_no_values_and_no_detail(rule):
    """What a rule would ignore it refuses."""
    with pytest.raises(cr.SettingError, match="holds for all numbers, so it takes no values"):
        cr.equations(rule, values={"x": 1.0})
    with pytest.raises(cr.SettingError, match="has no detail but \"final\", so not 'named'"):
        cr.equations(rule, "named")
