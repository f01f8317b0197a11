"""Animation: a landscape whose paths are drawn iterate by iterate, as one HTML file that plays offline.

The picture is the one that stands in print, complete without a script. The script only hides what has not happened
yet, and says the numbers of the iterate at hand, which the page carries; it computes none. Whoever asks their system
for less motion sees the whole picture, and moves the slider.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.movement.ground import Ground, Trail, ground_panel
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot.axes import FloatArray
from chainrule.readers.plot.figure import Figure
from chainrule.readers.plot.panels import draw

POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
FRAMES, SECONDS = 240, 8  # of the whole run
HEIGHT = 360.0
STYLE = """
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--line:#767676}
@media screen and (prefers-color-scheme:dark){:root{--paper:#14171a;--ink:#ececec;--line:#8b949e}}
body{margin:0 auto;max-width:42rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{padding:.5rem}
svg.chainrule-curves{width:100%;height:auto}
form{display:flex;gap:.6rem;align-items:center;padding:0 .6rem}
form[hidden]{display:none}
button{font:inherit;min-width:5.5rem;padding:.35rem .7rem;color:inherit;background:none;border:1px solid var(--line);
border-radius:6px;cursor:pointer}
input{flex:1;min-width:0}
output{display:block;padding:.4rem .6rem;font-variant-numeric:tabular-nums;white-space:pre-line}
@media print{form,output{display:none}}
"""
SCRIPT = """
const run = JSON.parse(document.getElementById("run").textContent);
const form = document.querySelector("form"), button = form.querySelector("button");
const slider = form.querySelector("input"), said = document.querySelector("output");
const drawn = run.trails.map(trail => {
  const own = [...document.querySelectorAll("path[data-name]")].filter(path => path.dataset.name === trail.name);
  const line = own.find(path => path.classList.contains("line"));
  const dots = own.find(path => path.classList.contains("mark"));
  const few = line.nextElementSibling;
  if (few && few !== dots && !few.dataset.name) few.remove();
  return {line, dots, corners: line.getAttribute("d").split("L"), marks: dots.getAttribute("d").split("M").slice(1)};
});
function show() {
  const now = run.end * slider.value / slider.max;
  said.textContent = run.trails.map((trail, index) => {
    const count = trail.across.filter(one => one <= now).length, last = count - 1, picture = drawn[index];
    picture.line.setAttribute("d", picture.corners.slice(0, count).join("L") + (count === 1 ? "h0" : ""));
    picture.dots.setAttribute("d", picture.marks.slice(0, count).map(mark => "M" + mark).join(""));
    return trail.name + ": " + run.measure + " " + trail.printed[last] + ", cost " + trail.cost[last];
  }).join("\\n");
}
let timer = 0;
function stop() { clearInterval(timer); timer = 0; button.textContent = "Play"; }
function play() {
  if (Number(slider.value) >= Number(slider.max)) slider.value = 0;
  button.textContent = "Stop";
  timer = setInterval(() => {
    slider.value = Number(slider.value) + 1;
    show();
    if (Number(slider.value) >= Number(slider.max)) stop();
  }, run.pause);
}
form.hidden = false;
form.addEventListener("submit", event => { event.preventDefault(); timer ? stop() : play(); });
slider.addEventListener("input", () => { stop(); show(); });
if (!matchMedia("(prefers-reduced-motion: reduce)").matches) { slider.value = 0; show(); play(); } else show();
"""


@dataclass(frozen=True)
class Course:
    """A trail, and how far its run had come at each iterate in the measure that the slider moves along."""

    trail: Trail
    across: FloatArray


def animation(ground: Ground, courses: Sequence[Course], measure: str) -> str:
    """The whole file, as text: play, stop and a slider over a measure such as "steps" or "examples"."""
    trails = [course.trail for course in courses]
    title = f"{', '.join(trail.name for trail in trails)} on {ground.scale}"
    picture = draw(Figure(f"Landscape of {ground.scale}", "", title, ((ground_panel(ground, trails, HEIGHT),),)))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escaped(title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body><main>",
            picture,
            '<form hidden><button type="submit">Play</button>',
            f'<input type="range" min="0" max="{FRAMES}" value="{FRAMES}" aria-label="{escaped(measure)}"></form>',
            '<output aria-live="off"></output>',
            f'<script type="application/json" id="run">{_run(courses, measure)}</script>',
            f"<script>{SCRIPT}</script>",
            "</main></body>",
            "</html>\n",
        ]
    )


def _run(courses: Sequence[Course], measure: str) -> str:
    """What the script shows, as JSON in which no tag can end."""
    end = max(float(course.across[-1]) for course in courses)
    known = {
        "measure": measure,
        "end": end,
        "pause": round(1000 * SECONDS / FRAMES),
        "trails": [_trail(course) for course in courses],
    }
    return json.dumps(known, ensure_ascii=False).replace("<", "\\u003c")


def _trail(course: Course) -> Mapping[str, object]:
    return {
        "name": course.trail.name,
        "across": np.asarray(course.across, dtype=np.float64).tolist(),
        "printed": [format_number(one) for one in course.across.tolist()],
        "cost": [format_number(one) for one in course.trail.cost.tolist()],
    }
