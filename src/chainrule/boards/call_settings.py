"""Settings of a call: what is written with a name, as in `sum(X, axis=0, keepdims=False)`."""

import ast
import re
from collections.abc import Sequence

from chainrule.boards.along_axes import LOSING_AN_AXIS, REDUCTIONS
from chainrule.boards.calls import Call
from chainrule.boards.faults import Place
from chainrule.boards.filters import SETTINGS, read_steps
from chainrule.boards.norms import NORMS, Setting, read_norm_setting

WITH_AXIS = (*REDUCTIONS, "concatenate")
# what divides by n, and how that is written which divides by n - 1
POPULATION = {"var": "n/(n - 1)*var(X)", "std": "sqrt(n/(n - 1))*std(X)"}
NORM = "the one norm here is the root of the sum of squares; that of absolute values is sum(abs(x))"
AXIS = "axis is a whole number: 0 along a column, 1 along a row"
DIVISOR = ("ddof", "correction", "unbiased")


def read_setting(key: ast.keyword, function: str, line: Place) -> tuple[str, Setting] | None:
    """An axis or several, called dim by some, keepdims=False, or a stride; nothing for what holds anyway."""
    if function in SETTINGS:
        return read_steps(key, function, line)
    if function in NORMS:
        return read_norm_setting(key, function, line)
    place = line.at_byte(key.value.col_offset)
    value = _value(key.value)
    if function in WITH_AXIS and key.arg in ("axis", "dim"):
        axes = value if isinstance(value, tuple) and value and function != "concatenate" else (value,)
        if _are_whole(axes):
            return "axis", value if isinstance(value, tuple) else axes[0]
        raise place.fault(_no_axis(value) if function != "concatenate" else AXIS)
    if function in REDUCTIONS and key.arg in ("keepdims", "keepdim"):
        if value is True:
            return None
        if value is False and function in LOSING_AN_AXIS:
            return "keepdims", False
        raise place.fault(f"{key.arg} is True or False: whether an axis that is reduced stays, with size 1")
    if function in POPULATION and key.arg in DIVISOR:
        if value in (0, False) and value is not None:
            return None
        raise place.fault(f"{function} divides by n, how many entries there are; by n - 1 it is {POPULATION[function]}")
    if function == "norm" and key.arg in ("ord", "p"):
        raise place.fault(NORM)
    allowed = "axis= and keepdims=" if function in LOSING_AN_AXIS else "axis= and nothing else"
    raise place.fault(f"{function} takes {allowed if function in WITH_AXIS else 'no settings'}")


def written_axis(call: ast.Call, second: Sequence[ast.expr]) -> str:
    """The axis that a call names, or that its second operand may be, as it is to be written: `axis=0`."""
    named = [ast.unparse(one.value) for one in call.keywords if one.arg in ("axis", "dim")]
    whole = [text for one in second if re.fullmatch(r"-?\d", text := ast.unparse(one))]
    return f"axis={next(iter((*named, *whole)), 1)}"


def axes_in_brackets(part: ast.Call, call: Call) -> str:
    """What stands in brackets where NumPy has several axes, as a setting: `axis=(0, 1)` of `X.sum((0, 1))`."""
    is_method = call.foreign and not call.module
    value = _value(part.args[-1]) if len(part.args) == (1 if is_method else 2) else None
    if not isinstance(value, tuple | list) or not _are_whole(value):
        return ""
    return f"axis={tuple(value) if len(value) > 1 else next(iter(value), 0)}"


def _no_axis(value: object) -> str:
    """What to write in place of a list of axes, of no axis, or of what is none."""
    if isinstance(value, list) and value and _are_whole(value):
        one, several = f"axis={value[0]}", f"several axes stand in parentheses: axis={tuple(value)}"
        return several if len(value) > 1 else f"an axis has no brackets: {one}"
    if value in ((), []):
        return "brackets without an axis reduce nothing; write one, axis=0, or several, axis=(0, 1)"
    return AXIS


def _are_whole(axes: Sequence[object]) -> bool:
    return all(type(one) is int for one in axes)


def _value(written: ast.expr) -> object:
    """What is written, where it is a number or a word of Python."""
    try:
        return ast.literal_eval(written)
    except ValueError:
        return None
