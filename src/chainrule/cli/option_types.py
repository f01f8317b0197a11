"""The kinds of values that options take, each with a sentence for what it cannot be."""

import math
from collections.abc import Iterable
from typing import TypeAlias, cast

import click

from chainrule.training.batching.schemes import SCHEMES
from chainrule.wording import closest, quoted

Context = click.Context | None
Parameter = click.Parameter | None


class Name(click.ParamType[str]):
    """One of some names."""

    name = "name"

    def __init__(self, thing: str, names: Iterable[str]) -> None:
        self.thing = thing
        self.names = tuple(names)

    def convert(self, value: object, param: Parameter, ctx: Context) -> str:
        """The name itself, or a refusal with the one that was probably meant."""
        text = str(value)
        if text in self.names:
            return text
        nearest = closest(text, self.names)
        hint = f"did you mean {quoted(nearest)}?" if nearest else f"there are {', '.join(self.names)}"
        raise click.BadParameter(f"there is no {self.thing} {quoted(text)}; {hint}", ctx, param)


class Number(click.ParamType[float]):
    """A finite number from `low`, or above it, to below `high`."""

    name = "number"

    def __init__(self, low: float, high: float = math.inf, *, above: bool = False) -> None:
        self.low, self.high, self.above = low, high, above

    def convert(self, value: object, param: Parameter, ctx: Context) -> float:
        """The number."""
        number = _read(value)
        if number < self.high and (number > self.low or (number == self.low and not self.above)):
            return number
        bounds = f"{'above' if self.above else 'from'} {self.low:g}"
        bounds += f" and below {self.high:g}" if self.high < math.inf else ""
        raise click.BadParameter(f"a number {bounds} is needed, not {quoted(str(value))}", ctx, param)


class ShareOrFile(click.ParamType[float | str]):
    """A share of rows from 0 to below 1, or the name of a file."""

    name = "share or file"

    def convert(self, value: object, param: Parameter, ctx: Context) -> float | str:
        """The share, or the name."""
        return str(value) if math.isnan(_read(value)) else Number(0, 1).convert(value, param, ctx)


class Count(click.ParamType[int]):
    """A whole number from `low`."""

    name = "count"

    def __init__(self, low: int) -> None:
        self.low = low

    def convert(self, value: object, param: Parameter, ctx: Context) -> int:
        """The number."""
        text = str(value)
        if text.isascii() and text.isdigit() and len(text) < 16 and int(text) >= self.low:
            return int(text)
        raise click.BadParameter(f"a whole number from {self.low} is needed, not {quoted(text)}", ctx, param)


class Sizes(click.ParamType[tuple[int, ...]]):
    """Sizes of hidden layers such as 64,32; none for a linear model."""

    name = "sizes"

    def convert(self, value: object, param: Parameter, ctx: Context) -> tuple[int, ...]:
        """The sizes."""
        if isinstance(value, tuple):
            return value
        if value == "none":
            return ()
        parts = [part.strip() for part in str(value).split(",")]
        if all(part.isascii() and part.isdigit() and 0 < int(part) <= 100_000 for part in parts):
            return tuple(map(int, parts))
        raise click.BadParameter(
            f"sizes such as 64,32 are needed, or none for a linear model, not {quoted(str(value))}", ctx, param
        )


class Size(click.ParamType[tuple[str, int]]):
    """A letter and its number, such as k=64."""

    name = "size"

    def convert(self, value: object, param: Parameter, ctx: Context) -> tuple[str, int]:
        """The two."""
        if isinstance(value, tuple):
            return value
        letter, _, number = (part.strip() for part in str(value).partition("="))
        if letter.isidentifier() and number.isascii() and number.isdigit() and 0 < len(number) < 16 and int(number):
            return letter, int(number)
        raise click.BadParameter(
            f"a letter and its number such as k=64 are needed, not {quoted(str(value))}", ctx, param
        )


BatchChoice: TypeAlias = int | str | tuple[int, int]


class Batch(click.ParamType[BatchChoice]):
    """A batch size: a number, `full`, growth such as 32..1024, or a scheme such as `auto`."""

    name = "batch"

    def convert(self, value: object, param: Parameter, ctx: Context) -> BatchChoice:
        """What the text says."""
        if not isinstance(value, str) or value in ("full", *SCHEMES):
            return cast("BatchChoice", value)
        first, dots, last = value.partition("..")
        sizes = [int(size) for size in (first, last or first) if size.isascii() and size.isdigit() and len(size) < 16]
        if len(sizes) == 2 and 0 < sizes[0] <= sizes[1] and (last or not dots):
            return (sizes[0], sizes[1]) if dots else sizes[0]
        raise click.BadParameter(
            f"a number from 1, full, growth such as 32..1024, or {', '.join(SCHEMES)} is needed, not {quoted(value)}",
            ctx,
            param,
        )


def _read(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return math.nan
