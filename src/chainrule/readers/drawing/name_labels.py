"""Labels: names as a picture shows them; the entry W1[0,1] of a matrix is w¹₁₂, as in lecture 1."""

import re
from collections import defaultdict
from collections.abc import Iterable

from chainrule.readers.notation.names import HAT, read_name
from chainrule.readers.typeset.text import write_name

_ENTRY = re.compile(r"(?P<whole>.+)\[(?P<index>\d+(?:,\d+)*)\]")
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ABOVE = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Index = tuple[int, ...]


def split_entry(name: str) -> tuple[str, Index]:
    """The name of the whole and the index of the entry; () where the name is that of a whole.

    >>> split_entry("W1[0,1]"), split_entry("W1")
    (('W1', (0, 1)), ('W1', ()))
    """
    match = _ENTRY.fullmatch(name)
    return (match["whole"], tuple(map(int, match["index"].split(",")))) if match else (name, ())


def make_labels(names: Iterable[str]) -> dict[str, str]:
    """The label of each name; an axis along which there is one entry only is not counted.

    >>> list(make_labels(["W1[0,0]", "W1[0,1]", "b[0,0]", "yhat"]).values())
    ['w¹₁', 'w¹₂', 'b', 'ŷ']
    """
    split = {name: split_entry(name) for name in names}
    met: dict[str, list[set[int]]] = defaultdict(list)
    for whole, index in split.values():
        met[whole] = met[whole] or [set() for _ in index]
        for axis, place in enumerate(index):
            met[whole][axis].add(place)
    counted = {whole: [axis for axis, places in enumerate(axes) if len(places) > 1] for whole, axes in met.items()}
    between = {whole: "," if any(max(places) > 8 for places in axes) else "" for whole, axes in met.items()}

    def label(name: str) -> str:
        whole, index = split[name]
        places = between[whole].join(str(index[axis] + 1) for axis in counted[whole]) if index else ""
        return _entry_label(whole, places, set(counted)) if places else write_name(whole)

    return {name: label(name) for name in split}


def _entry_label(whole: str, places: str, wholes: set[str]) -> str:
    parts = read_name(whole)
    is_free = whole.lower() == whole or whole.lower() not in wholes  # a board may hold both W2 and w2
    letter = parts.letter.lower() if len(parts.letter) == 1 and is_free else parts.letter
    layer = parts.below.translate(_ABOVE) if parts.counts else parts.plain_below
    return f"{letter}{HAT * parts.hat}{layer}{places.translate(_BELOW)}"
