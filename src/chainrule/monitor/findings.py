"""Findings: what is worth saying of a look, each a sentence with its number and what to try.

The bounds are stated here and nowhere else. A sentence is said when a look first crosses its bound.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from chainrule.monitor.look import Look

DEAD = 0.4  # the share of a rectifier's units
SATURATED = 0.5  # the share of an activation's entries
VANISHED = 1e-3  # of the gradient behind, that of the layers in front; and the other way round, exploded
LONG_RATIO, USUAL_RATIO, SHORT_RATIO = 0.3, 1e-3, 1e-5  # ‖Δθ‖/‖θ‖ of a step
LONGEST_STEP, SHORT_STEP = 5.0, 0.01  # times the quadratic's best; beyond 2 the cost rises, as noise alone may do
NEAR_GUESSING = 0.02  # of the cost of guessing
DROWNED, CALM = 50.0, 20.0  # how many times the noise scale exceeds the batch, and the batch the noise scale
LARGE_BATCH = 256  # below which nobody saves anything


@dataclass(frozen=True)
class Finding:
    """A sentence, and when it began to be true: `step` steps had been made. `number` is what crossed its bound."""

    rule: str
    step: int
    number: float
    sentence: str
    place: str = field(default="")  # the layer, where it is of one

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same finding at another step."""
        return self.rule, self.place

    def __str__(self) -> str:
        return self.sentence


Found = Iterator[tuple[float, str, str]]  # the number, the sentence, and the layer it is of


def findings_in(look: Look, *, is_first: bool = False, is_last: bool = False) -> list[Finding]:
    """What is to be said of a look; some things only before the first step, or only at the end."""
    asked = {**RULES, **({} if is_first else LATER_RULES), **(LAST_RULES if is_last else {})}
    return [
        Finding(name, look.step, number, sentence, place)
        for name, rule in asked.items()
        for number, sentence, place in rule(look)
    ]


# ---- layers -------------------------------------------------------------------------------------------------------


def _dead(look: Look) -> Found:
    for layer in look.layers:
        if layer.activity.dead >= DEAD:
            told = f"{layer.name}: {_percent(layer.activity.dead)} of the units never fire on {look.rows:,} rows"
            yield layer.activity.dead, f"{told}; try a lower learning rate, or leaky_relu", layer.name


def _saturated(look: Look) -> Found:
    for layer in look.layers:
        is_answer = layer is look.layers[-1] and look.cost < look.guessing / 2  # that is sure, and right
        if layer.activity.saturated >= SATURATED and not is_answer:
            told = f"{layer.name}: {_percent(layer.activity.saturated)} of its activations are saturated"
            why = "their slope is under 5 % of the steepest"
            tried = "try smaller starting weights, inputs of mean 0 and deviation 1, or a lower learning rate"
            yield layer.activity.saturated, f"{told}, {why}; {tried}", layer.name


def _vanishing(look: Look) -> Found:
    for ratio, front, behind, place in _fronts(look):
        if 0 < ratio < VANISHED:  # where nothing comes back at all units are dead, or weights are 0
            told = f"gradients vanish: that at {front} is {ratio:.1g} of that at {behind}"
            yield ratio, f"{told}; try relu or tanh, another initializer, or fewer layers or steps", place


def _exploding(look: Look) -> Found:
    for ratio, front, behind, place in _fronts(look):
        if ratio > 1 / VANISHED:
            told = f"gradients explode: that at {front} is {ratio:,.0f} times that at {behind}"
            yield ratio, f"{told}; try smaller starting weights, or clip_norm=1", place


def _fronts(look: Look) -> Iterator[tuple[float, str, str, str]]:
    """How large ∂L/∂Z is in the first layer against the last, and in a loop at the first step against the last."""
    moving = [layer for layer in look.layers if len(layer.activity.gradient_by_step)]
    if len(moving) > 1 and moving[-1].activity.gradient_size > 0:
        first, last = moving[0], moving[-1]
        yield first.activity.gradient_size / last.activity.gradient_size, first.name, last.name, ""
    for layer in moving:
        sizes = layer.activity.gradient_by_step
        if len(sizes) > 1 and sizes[-1] > 0:
            yield float(sizes[0] / sizes[-1]), f"step 1 of {layer.name}", f"step {len(sizes)}", layer.name


# ---- steps --------------------------------------------------------------------------------------------------------


def _long_update(look: Look) -> Found:
    for layer in look.layers:
        if layer.update_ratio > LONG_RATIO:
            told = f"{layer.name}: a step changes its parameters by {_percent(layer.update_ratio)} of their length"
            yield layer.update_ratio, f"{told}, where about 0.1 % is usual; try a lower rate", layer.name


def _short_update(look: Look) -> Found:
    bent = look.curvature
    is_short = look.update_ratio < SHORT_RATIO and not look.is_slowed
    if bent is not None and is_short and not bent.is_at_rest and bent.step < SHORT_STEP:
        told = f"a step changes theta by {look.update_ratio:.1g} of its length, where about {USUAL_RATIO:g} is usual"
        yield look.update_ratio, f"{told}, and is {bent.step:.1g} of the quadratic's best; try a higher rate", ""


def _long_step(look: Look) -> Found:
    if look.curvature is not None and look.curvature.step > LONGEST_STEP:
        told = f"the coming step is {look.curvature.step:.3g} times as long as the quadratic's best along it"
        rate = f"try a rate of {look.learning_rate / look.curvature.step:.2g}"
        yield look.curvature.step, f"{told}, and beyond 2 times it leads up; {rate}", ""


def _high_rate(look: Look) -> Found:
    bent = look.curvature
    if bent is not None and look.learning_rate > bent.limit:
        high = bent.spectrum.largest
        limit = f"{bent.limit * high:.3g}/λmax = {bent.limit:.3g} (λmax is {high:.3g})"
        told = f"the learning rate {look.learning_rate:.3g} is above {limit}: steps climb out of the steepest valley"
        yield look.learning_rate / bent.limit, f"{told}; try {bent.limit / 2:.2g}", ""


def _saddle(look: Look) -> Found:
    bent = look.curvature
    if bent is not None and bent.kind == "saddle":
        low, count = bent.spectrum.smallest, bent.spectrum.index
        index = f"index {count}" if bent.spectrum.is_whole else f"an index of at least {count}"
        told = f"a saddle with {index}: the gradient is {bent.gradient:.1g}, and the smallest eigenvalue of H {low:.2g}"
        yield count, f"{told}; try smaller batches, whose noise leaves it, or another start", ""


# ---- noise, and what has been reached -----------------------------------------------------------------------------


def _noisy(look: Look) -> Found:
    is_seen = look.batch_size < look.examples and not look.is_slowed
    if is_seen and look.noise_scale > DROWNED * look.batch_size:
        known = f"the noise scale is {_count(look.noise_scale)} examples"
        told = known if np.isfinite(look.noise_scale) else f"{look.rows:,} rows show none of it"
        tried = f"a batch has {look.batch_size:,}; try larger batches or a lower rate"
        yield look.noise_scale, f"noise drowns the gradient: {told}, {tried}", ""


def _calm(look: Look) -> Found:
    if look.batch_size >= LARGE_BATCH and look.batch_size > CALM * look.noise_scale:
        told = f"a batch of {look.batch_size:,} is {look.batch_size / max(look.noise_scale, 1e-9):,.0f} times"
        scale = f"the noise scale of {_count(look.noise_scale)} examples"
        yield (
            look.noise_scale,
            f"{told} {scale}: its noise is hardly seen; try smaller batches, as good and cheaper",
            "",
        )


def _guessing(look: Look) -> Found:
    if look.cost >= (1 - NEAR_GUESSING) * look.guessing:
        is_near = look.cost <= (1 + NEAR_GUESSING) * look.guessing
        told = f"the cost {look.cost:.4g} is {'that of' if is_near else 'above that of'} guessing"
        told = f"{told}: the best answer that is the same for every row costs"
        tried = "try another rate, a longer run, or see whether the inputs say anything of the target"
        yield look.cost, f"{told} {look.guessing:.4g}; {tried}", ""


Rule = Callable[[Look], Found]
RULES: dict[str, Rule] = {
    "dead units": _dead,
    "saturated units": _saturated,
    "vanishing gradients": _vanishing,
    "exploding gradients": _exploding,
    "learning rate above the limit": _high_rate,
    "step too long": _long_step,
    "short update": _short_update,
    "saddle": _saddle,
}
LATER_RULES: dict[str, Rule] = {  # that say nothing of a start
    "long update": _long_update,
    "noise drowns the gradient": _noisy,
    "batch beyond the noise scale": _calm,
}
LAST_RULES: dict[str, Rule] = {"level of guessing": _guessing}


def _percent(share: float) -> str:
    return f"{100 * share:,.0f} %"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number < 1e9 else f"{number:.1g}"
