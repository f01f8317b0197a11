"""What is drawn: parameters before training, `~ he`; masks and noise at each step, `~ dropout(0.2)`."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import ClassVar, TypeAlias

Spread = Callable[[int, int], float]  # a standard deviation from the numbers of inputs and outputs

INITIALIZERS: Mapping[str, Spread] = {
    "normal": lambda inputs, outputs: 1.0,  # lecture 1's code
    "lecun": lambda inputs, outputs: sqrt(1 / inputs),  # LeCun, Bottou, Orr and Müller, 1998
    "glorot": lambda inputs, outputs: sqrt(2 / (inputs + outputs)),  # Glorot and Bengio, 2010
    "he": lambda inputs, outputs: sqrt(2 / inputs),  # He, Zhang, Ren and Sun, 2015
    "zeros": lambda inputs, outputs: 0.0,
}
_RENAMED: Mapping[str, str] = {"randn": "normal", "xavier": "glorot", "kaiming": "he"}
_DROPPED = re.compile(r"dropout\s*\(\s*(?:(?:rate|p)\s*=\s*)?(?P<rate>\d*\.?\d+)\s*\)")
_DRAWN = re.compile(r"(?:(?P<scale>[\d.]+(?:e-?\d+)?)\s*\*?\s*)?(?P<word>[^\W\d]\w*)(?:\(\))?")


@dataclass(frozen=True)
class Start:
    """A draw from a normal distribution around 0: an initializer's deviation, times a number."""

    initializer: str
    scale: float = 1.0

    def deviation(self, inputs: int, outputs: int) -> float:
        """The standard deviation for a matrix of so many inputs and outputs."""
        return self.scale * INITIALIZERS[self.initializer](inputs, outputs)


@dataclass(frozen=True)
class Mask:
    """1/(1 − rate), and 0 for the share `rate` of all entries, anew at each step."""

    rate: float
    mean: ClassVar[float] = 1.0


@dataclass(frozen=True)
class Noise:
    """Numbers from the normal distribution of mean 0 and deviation `scale`, anew at each step."""

    scale: float = 1.0
    mean: ClassVar[float] = 0.0


Drawn: TypeAlias = Mask | Noise  # data that a step of training draws; elsewhere it is its mean


def read_start(text: str) -> Start:
    """What stands behind ~; ValueError where that is none.

    >>> read_start("he"), read_start("0.01 * randn")
    (Start(initializer='he', scale=1.0), Start(initializer='normal', scale=0.01))
    """
    match = _DRAWN.fullmatch(text.strip().lower())
    word = _RENAMED.get(match["word"], match["word"]) if match else ""
    if text.strip().lower().startswith("dropout"):
        raise ValueError("a mask is drawn anew at each step, and so is data: data D (k, m) ~ dropout(0.2)")
    if match is None or word not in INITIALIZERS:
        raise ValueError(f"behind ~ stands how a parameter is drawn: {', '.join(INITIALIZERS)}, or 0.01 * normal")
    try:
        scale = float(match["scale"] or 1)
    except ValueError:
        scale = float("inf")
    if not isfinite(scale):
        raise ValueError(f"a number stands before {match['word']}, not {match['scale']}")
    return Start(word, scale)


def read_drawn(text: str) -> Drawn:
    """What data is drawn as at each step; ValueError for anything else.

    >>> read_drawn("dropout(0.2)"), read_drawn("0.1 * normal")
    (Mask(rate=0.2), Noise(scale=0.1))
    """
    with suppress(ValueError):
        start = read_start(text)
        if start.initializer == "normal":
            return Noise(start.scale)
    match = _DROPPED.fullmatch(text.strip().lower())
    rate = float(match["rate"]) if match else 1.0
    word = _RENAMED.get(text.strip().lower(), text.strip().lower())
    if word in INITIALIZERS:
        raise ValueError(f"what is drawn once, and then learned, is a parameter: params W (k, n) ~ {word}")
    if rate >= 1:
        raise ValueError(
            "data is drawn as a mask of dropout, and the share it drops is below 1: D (k, m) ~ dropout(0.2); "
            "or as noise: eps (k, m) ~ normal, or ~ 0.1 * normal"
        )
    return Mask(rate)
