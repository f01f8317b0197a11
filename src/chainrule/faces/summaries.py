"""How the public objects show themselves as text."""

from collections.abc import Iterator

from chainrule.architecture.layers import Architecture, Choice

HEADINGS = ("layer", "equation", "W", "b", "parameters")


def summarize(architecture: Architecture, dtype: str, frozen: frozenset[str]) -> str:
    """A table with a line for each layer: its equation, shapes, and the number of parameters."""
    rows = [HEADINGS, *layer_rows(architecture, frozen)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    lines.insert(1, "─" * max(map(len, lines)))
    return "\n".join([*lines, size_and_cost(architecture, dtype)])


def layer_rows(architecture: Architecture, frozen: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """What stands under the headings for each layer."""
    choices = (*architecture.hidden, architecture.output)
    shapes = architecture.layout.shapes
    for layer, choice in enumerate(choices, start=1):
        (outputs, inputs), before = shapes[f"W{layer}"], "X" if layer == 1 else f"A{layer - 1}"
        linear = f"W{layer} @ {before} + b{layer}"
        fixed = [name for name in (f"W{layer}", f"b{layer}") if name in frozen]
        count = f"{outputs * inputs + outputs:,}" + (f" ({', '.join(fixed)} frozen)" if fixed else "")
        yield str(layer), _apply(choice, linear), f"({outputs}, {inputs})", f"({outputs}, 1)", count


def size_and_cost(architecture: Architecture, dtype: str) -> str:
    """The number of parameters and the loss, in a line."""
    return f"{architecture.layout.size:,} parameters, {dtype}; {_cost(architecture)}"


def _apply(choice: Choice, argument: str) -> str:
    return argument if choice == "identity" else f"{name_of(choice)}({argument})"


def name_of(choice: Choice) -> str:
    """A choice as a word: its name, or that of a person's function."""
    return choice if isinstance(choice, str) else getattr(choice, "__name__", "function")


def _cost(architecture: Architecture) -> str:
    parts = [f"loss {name_of(architecture.loss)}, {'averaged' if architecture.average else 'summed'} over examples"]
    if architecture.l2:
        parts.append(f"L2 {architecture.l2:g}")
    if architecture.dropout:
        parts.append(f"dropout {architecture.dropout:g}")
    return ", ".join(parts)
