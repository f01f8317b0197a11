"""The report of a monitor as text for a terminal of 80 columns: the last look as a table, how it went, what it says."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

import numpy as np

from chainrule.graph.display import WIDTH
from chainrule.graph.node import Array
from chainrule.monitor.findings import Finding
from chainrule.monitor.look import LayerLook, Look, Looks

BARS = "▁▂▃▄▅▆▇█"
SPARKS = 24  # looks that are drawn in a line
NAME = 14  # letters of a layer's name
HEADINGS = f"{'':{NAME}} units  mean ± spread    dead saturated   ∂L/∂Z  update  signal"
UNDER = f"{'':{NAME}}                         units   entries    size   ratio to noise"


def report(looks: Looks, findings: Sequence[Finding], seconds: float) -> str:
    """The text; a sentence alone where nothing has been looked at yet."""
    if not looks.looks:
        return "The monitor has not looked at anything yet; hand it to train(…, monitor=…)."
    last = looks.looks[-1]
    table = ["", HEADINGS, UNDER, *(_layer(layer, last) for layer in last.layers)] if last.layers else []
    return "\n".join([*_head(looks, seconds), *table, "", *_courses(looks), "", *_sentences(findings)])


def _head(looks: Looks, seconds: float) -> Iterator[str]:
    last = looks.looks[-1]
    yield f"monitor: {len(looks.looks):,} looks in {seconds:.2g} s, at {last.rows:,} of {last.examples:,} examples"
    guessing = "" if np.isnan(last.guessing) else f" (guessing costs {last.guessing:.4g})"
    yield f"after step {last.step:,}: cost {last.cost:.4g}{guessing}, batch {last.batch_size:,}"


def _layer(layer: LayerLook, look: Look) -> str:
    one = layer.activity
    name = one.name if len(one.name) <= NAME else one.name[: NAME - 1] + "…"
    spread = f"{one.mean:.2g} ± {one.spread:.2g}"
    asleep = f"{_share(one.dead):>6} {_share(one.saturated):>9}"
    sizes = (one.gradient_size, layer.update_ratio, layer.signal_to_noise(look.batch_size))
    numbers = " ".join(f"{_number(size):>7}" for size in sizes)
    return f"{name:{NAME}} {one.units:>5}  {spread:13} {asleep} {numbers}"


def _courses(looks: Looks) -> Iterator[str]:
    """How each quantity went over the looks, as bars between its least and its greatest."""
    yield from _course("cost", looks.of_run("cost"))
    yield from _course("noise scale", looks.of_run("noise_scale"))
    yield from _course("update ratio", looks.of_run("update_ratio"))
    yield from _course("λmax", looks.of_curvature("largest")[1])
    yield from _course("λmin", looks.of_curvature("smallest")[1])
    yield from _course("rate/limit", _over_limit(looks))
    yield from _course("step/best", looks.of_curvature("step")[1])


def _over_limit(looks: Looks) -> Array:
    """The learning rate against the one from which on steps climb out of the steepest valley."""
    seen = [look for look in looks.looks if look.curvature is not None]
    return np.array([look.learning_rate / look.curvature.limit for look in seen if look.curvature is not None])


def _course(name: str, values: Array) -> Iterator[str]:
    finite = values[np.isfinite(values)]
    if finite.size:
        yield f"{name:13} {finite[0]:>9.3g} {sparks(values):{SPARKS}} {finite[-1]:>9.3g}"


def sparks(values: Array) -> str:
    """A bar for each number, as high as it lies between the least and the greatest; a dot for what is not finite.

    >>> sparks(np.array([0.0, 1.0, 2.0, np.nan, 4.0]))
    '▁▂▄·█'
    """
    shown = values[np.unique(np.linspace(0, len(values) - 1, min(SPARKS, len(values))).round().astype(int))]
    finite = shown[np.isfinite(shown)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    places = np.nan_to_num((shown - low) / ((high - low) or 1.0) * (len(BARS) - 1), posinf=0, neginf=0)
    finite_ones = np.isfinite(shown)
    return "".join(BARS[int(place)] if is_there else "·" for place, is_there in zip(places, finite_ones, strict=True))


def _sentences(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        yield "Nothing to be said against it."
    for finding in findings:
        since = "from the start" if finding.step == 0 else f"from step {finding.step:,}"
        yield from wrap(f"- {finding.sentence} ({since})", WIDTH, subsequent_indent="  ")


def _share(share: float) -> str:
    return "" if np.isnan(share) else f"{100 * share:.0f} %"


def _number(number: float) -> str:
    return "" if np.isnan(number) else f"{number:.2g}" if 1e-3 <= number < 1e4 else f"{number:.1e}"
