"""Reads the numbers of a picture with axes back out of its SVG, from the attributes alone."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass

import numpy as np

from chainrule.readers.notation.numbers import format_number


@dataclass(frozen=True)
class Drawn:
    """A mark, or a printed number: the panel that it stands in, its name, and its numbers by attribute."""

    panel: str
    name: str
    numbers: dict[str, np.ndarray]
    words: str


def read_back(svg: str) -> list[Drawn]:
    """Everything in a picture that has a name and numbers, in the order in which it is drawn."""
    found: list[Drawn] = []
    _walk(ET.fromstring(svg), "", found)  # noqa: S314 - our own text
    return found


def _walk(element: ET.Element, panel: str, found: list[Drawn]) -> None:
    panel = element.get("data-panel", panel)
    if name := element.get("data-name"):
        numbers = {key: _numbers(element.get(f"data-{key}")) for key in ("x", "y", "value")}
        words = "".join(element.itertext())
        found.append(Drawn(panel, name, {key: array for key, array in numbers.items() if array is not None}, words))
    for child in element:
        _walk(child, panel, found)


def _numbers(written: str | None) -> np.ndarray | None:
    """The numbers of an attribute, a matrix where rows are apart by semicolons."""
    if written is None:
        return None
    rows = [[float(number) for number in row.split()] for row in written.split(";")]
    return np.array(rows[0] if len(rows) == 1 else rows)


def as_printed(values: object, digits: int = 6) -> np.ndarray:
    """Numbers as they are once they were printed to so many digits."""
    array = np.asarray(values, dtype=float)
    return np.array([float(format_number(value, digits)) for value in array.ravel()]).reshape(array.shape)
