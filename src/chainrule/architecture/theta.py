"""theta: all parameters of a model in one contiguous vector, in the order W1, b1, W2, b2, …

Lecture 1 writes it out for a 2-3-1 network: 13 numbers. The gradient is a second vector with the same layout.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import SettingError, ShapeError
from chainrule.graph.node import Array
from chainrule.wording import quoted


@dataclass(frozen=True)
class Layout:
    """Where each parameter lies in theta.

    >>> layout = Layout({"W1": (3, 2), "b1": (3, 1), "W2": (1, 3), "b2": (1, 1)})
    >>> layout.size, layout.place("b1")
    (13, slice(6, 9, None))
    """

    shapes: Mapping[str, tuple[int, ...]]

    @cached_property
    def size(self) -> int:
        """The number of parameters."""
        return sum(map(prod, self.shapes.values()))

    @cached_property
    def _places(self) -> Mapping[str, slice]:
        places, start = {}, 0
        for name, shape in self.shapes.items():
            places[name] = slice(start, start + prod(shape))
            start += prod(shape)
        return places

    def place(self, name: str) -> slice:
        """The entries of theta that belong to a parameter."""
        if name not in self.shapes:
            raise SettingError(f"there is no parameter {quoted(str(name))}; there are {', '.join(self.shapes)}")
        return self._places[name]

    @cached_property
    def entries(self) -> tuple[str, ...]:
        """The name of each entry of theta: W1[0,0], W1[0,1], …; a number alone has its parameter's name.

        >>> Layout({"w": (1,), "b1": (2, 1)}).entries
        ('w', 'b1[0,0]', 'b1[1,0]')
        """
        return tuple(entry for name, shape in self.shapes.items() for entry in _entries(name, shape))

    @cached_property
    def _place_of_entry(self) -> Mapping[str, int]:
        return {entry: place for place, entry in enumerate(self.entries)}

    def places(self, names: Iterable[str]) -> NDArray[np.int64]:
        """The places in theta of parameters, `W1`, and of single entries, `W1[0,1]`, in this order."""
        found = [self._places_of(name.replace(" ", "")) for name in names]
        return np.concatenate([np.zeros(0, dtype=np.int64), *found])

    def _places_of(self, name: str) -> NDArray[np.int64]:
        if name in self.shapes:
            place = self._places[name]
            return np.arange(place.start, place.stop)
        if name in self._place_of_entry:
            return np.array([self._place_of_entry[name]])
        parameter = name.partition("[")[0]
        self.place(parameter)
        raise SettingError(f"{parameter} is {self.shapes[parameter]}, so it has no entry {quoted(name)}")

    def view(self, vector: Array, name: str) -> Array:
        """A parameter as a window on `vector`: writing to it writes to the vector."""
        return vector[self.place(name)].reshape(self.shapes[name])

    def views(self, vector: Array) -> dict[str, Array]:
        """Every parameter as a window on `vector`."""
        return {name: self.view(vector, name) for name in self.shapes}

    def mask(self, names: Iterable[str]) -> Array:
        """A vector with 1 where an entry belongs to one of these parameters, 0 elsewhere."""
        mask = np.zeros(self.size)
        for name in names:
            mask[self.place(name)] = 1
        return mask

    def checked(self, name: str, value: object) -> Array:
        """`value` as an array of a parameter's shape, every entry finite."""
        self.place(name)
        try:
            array = np.asarray(value, dtype=np.float64)
        except (TypeError, ValueError):
            raise SettingError(f"{name} needs numbers in the shape {self.shapes[name]}, got {value!r:.60}") from None
        if array.shape != self.shapes[name]:
            raise ShapeError(f"{name} is {self.shapes[name]}, got an array of shape {array.shape}")
        if not np.isfinite(array).all():
            raise SettingError(f"{name} must be finite; it holds NaN or infinity")
        return array


def _entries(name: str, shape: tuple[int, ...]) -> list[str]:
    if shape in ((), (1,)):
        return [name]
    return [f"{name}[{','.join(map(str, index))}]" for index in np.ndindex(shape)]
