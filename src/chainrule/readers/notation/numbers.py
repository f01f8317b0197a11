"""The one number format: how every surface writes a number, a count, a duration and a share.

Equations, diagrams, traces, curves and the command line all call these functions, so that a value reads the
same everywhere.
"""

import math
from typing import SupportsFloat

LARGEST_WHOLE = 1e15  # above it, floats are too coarse for their last digits to mean anything


def format_number(value: SupportsFloat, digits: int = 6) -> str:
    """Short form of a number: `digits` decimals from 1 on, `digits` significant ones below 1, no trailing 0.

    Whole numbers stand in full. What is very large or very small takes an exponent. There is no −0.

    >>> [format_number(x) for x in (0.1966119332, 10.0042846, 1.2e-7, 3.0, -0.0, 2500000)]
    ['0.196612', '10.004285', '1.2e-07', '3', '0', '2500000']
    >>> format_number(-2 / 3, digits=3), format_number(float("nan")), format_number(float("-inf"))
    ('-0.667', 'nan', '-inf')
    """
    number = float(value)
    if number.is_integer() and abs(number) < LARGEST_WHOLE:
        return str(int(number))
    if 1 <= abs(number) < 10**digits:
        return f"{number:.{digits}f}".rstrip("0").removesuffix(".")
    return f"{number:.{digits}g}"


def format_exactly(value: SupportsFloat) -> str:
    """Number with all the digits that arithmetic left it: a formula says what is computed.

    >>> [format_exactly(x) for x in (0.1234567, 0.1 + 0.2, 2.0, 1e-5)]
    ['0.1234567', '0.3', '2', '1e-05']
    """
    number = float(value)
    return format_number(number) if number.is_integer() and abs(number) < LARGEST_WHOLE else f"{number:.15g}"


def format_count(count: int) -> str:
    """Count with a comma between thousands.

    >>> format_count(12345)
    '12,345'
    """
    return f"{count:,}"


def format_seconds(seconds: float) -> str:
    """Duration in the one or two units that matter.

    >>> [format_seconds(s) for s in (0.000045, 0.0123, 0.8, 42, 125, 3725)]
    ['45 µs', '12 ms', '0.8 s', '42 s', '2 min 05 s', '1 h 02 min']
    """
    if not math.isfinite(seconds):
        return f"{seconds} s"
    if seconds < 59.5:
        return _short_duration(seconds)
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes:02} min"


def format_percent(share: float, digits: int = 1) -> str:
    """Share times 100, with `digits` decimals and a percent sign.

    >>> format_percent(0.98765)
    '98.8%'
    """
    return f"{100 * share:.{digits}f}%"


def _short_duration(seconds: float) -> str:
    """Duration of less than a minute, in two digits."""
    # each limit lies where rounding would carry over into the next unit
    if seconds < 0.0009995:
        return f"{seconds * 1e6:.0f} µs"
    if seconds < 0.00995:
        return f"{seconds * 1e3:.1f} ms"
    if seconds < 0.0995:
        return f"{seconds * 1e3:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
