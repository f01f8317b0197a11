"""How JavaScript is written: statements, numbers, and where an entry lies in flat memory.

An array is a window on flat memory, row after row, and its steps follow from its shape: `Z1[i * m + j]`.
"""

import math
from collections.abc import Sequence

from chainrule.engines.language import Syntax
from chainrule.engines.memory import BATCH, extent
from chainrule.engines.steps import is_view
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import write_number

JAVASCRIPT = Syntax(
    let="const {name} = {value};",
    changing="let {name} = {value};",
    assign="{name} = {value};",
    grow="{name} += {value};",
    loop="for (let {counter} = 0; {counter} < {length}; {counter}++) {{",
    returns="return {value};",
    comment="/* {text} */",
    close=("}",),
    leaps="for (let {counter} = {first}; {counter} < {end}; {counter} += {step}) {{",
)


def write_literal(value: float) -> str:
    """A number as JavaScript source.

    >>> write_literal(2.0), write_literal(-0.5), write_literal(float("inf"))
    ('2', '-0.5', 'Infinity')
    """
    if math.isfinite(value):
        return write_number(value)
    return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")


def write_count(shape: Shape) -> str:
    """How many entries a shape has, as source.

    >>> write_count((30, "m")), write_count(("m", "m")), write_count(())
    ('30 * m', 'm * m', '1')
    """
    count, power = extent(shape)
    return " * ".join([str(count)] * (count != 1 or not power) + [BATCH] * power)


def steps_between(shape: Shape) -> list[str]:
    """How far entries are from each other along each axis, as source.

    >>> steps_between((2, "m", 3))
    ['3 * m', '3', '1']
    """
    return [write_count(shape[axis + 1 :]) for axis in range(len(shape))]


def write_place(indices: Sequence[str], steps: Sequence[str]) -> str:
    """Where an entry lies in flat memory.

    >>> write_place(["i + 1", "j"], ["m", "1"]), write_place(["0", "0"], ["m", "1"])
    ('(i + 1) * m + j', '0')
    """
    pairs = [(index, step) for index, step in zip(indices, steps, strict=True) if index != "0" and step != "0"]
    parts = [index if step == "1" else f"{f'({index})' if ' ' in index else index} * {step}" for index, step in pairs]
    return " + ".join(parts) or "0"


def layout(node: Node) -> tuple[str, list[str]]:
    """Where in the memory of its base an array begins, and its steps, as source."""
    windows = []
    while is_view(node):
        windows.append(node)
        node = node.operands[0]
    steps, starts = steps_between(node.shape), []
    for window in reversed(windows):
        if window.op.name == "transpose":
            steps.reverse()
        elif window.op.name == "swapaxes":
            first, second = (int(str(window.attributes[name])) for name in ("first", "second"))
            steps[first], steps[second] = steps[second], steps[first]
        else:
            starts.append((str(window.attributes["start"]), steps[int(str(window.attributes["axis"]))]))
    return write_place([start for start, _ in starts], [step for _, step in starts]), steps


def cut_from_slot(slot: int, shape: Shape) -> str:
    """A window on the memory of a slot, as source."""
    return f"memory.subarray(slots[{slot}], slots[{slot}] + {write_count(shape)})"
