"""The circuit: a graph as a picture, from left to right, in three zooms."""

from collections.abc import Collection, Mapping, Sequence

from chainrule.errors import GraphError, SettingError
from chainrule.graph.evaluate import Sizes
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array
from chainrule.graph.values import Values
from chainrule.readers.diagram.circuit import Part, operations
from chainrule.readers.diagram.closing import close
from chainrule.readers.diagram.faces import Face, Writing
from chainrule.readers.diagram.figures import Figures
from chainrule.readers.diagram.framing import frames_of
from chainrule.readers.diagram.groups import layers
from chainrule.readers.diagram.svg import Words, draw
from chainrule.readers.diagram.tips import describe, tip
from chainrule.readers.drawing.svg_text import Span
from chainrule.readers.notation.blocks import NONE, Blocks, Closed, closed_names
from chainrule.readers.notation.numbers import format_count
from chainrule.readers.typeset.text import write_name
from chainrule.settings import one_text, truth
from chainrule.transforms.expand import expand
from chainrule.transforms.scalarize import entry_names, gate_count, scalar_numbers, scalarize

__all__ = ["ZOOMS", "diagram"]

ZOOMS = ("layers", "operations", "gates")
MOST_PARTS = 200  # more boxes than that are grouped
MOST_LAYERS = 40  # they are wide; more are joined to stretches of layers
MOST_GATES = 2000  # more are not even made to be counted


def diagram(
    graph: Graph,
    values: Values | None = None,
    *,
    zoom: str = "operations",
    cost: str = "",
    sizes: Sizes | None = None,
    digits: int = 4,
    steps: bool = False,
    title: str = "",
    prefix: str = "circuit",
    blocks: Blocks = NONE,
    closed: Closed = None,
    moving: bool = False,
) -> str:
    """SVG of a graph, as text: values above the lines and, below them, cotangents of the cost (the last output, else).

    `values` are those of the graph itself or of its backward pass; without them names and shapes are shown, and
    `sizes` gives the gates their number. `steps` writes upstream × local = downstream under each gate. `prefix`
    keeps the ids of several pictures on one page apart. The `blocks` of a board are its loops and calls of
    definitions: those that are `closed` are one box (in layers all, else none), and of the others each step and each
    call has a frame. With `moving` there is room for the other numbers that a page will fill in, and no words tell
    those of now.

    >>> import chainrule as cr
    >>> board = cr.whiteboard("f = 1 / (1 + exp(-x))")
    >>> diagram(board.graph, board.bind(x=1))[:4]
    '<svg'
    """
    if zoom not in ZOOMS:
        raise SettingError(f"the zoom of a diagram is one of {', '.join(ZOOMS)}, not {zoom!r}")
    steps, prefix = truth("steps", steps), one_text("prefix", prefix)
    cost = cost or list(graph.outputs)[-1]
    graph.node(cost)
    graph = _without_side_branches(graph)
    known = values.sizes if values is not None else sizes or {}
    shut = closed_names(closed, blocks.scopes.values(), otherwise=zoom == "layers")
    drawn, parts, note = _zoomed(graph, zoom, known, blocks, shut)
    top, figures = _top(graph, drawn, cost), None
    if values is not None:
        leaves: Mapping[str, Array] = {name: values[name] for name in graph.leaves}
        figures = Figures(drawn, leaves if drawn is graph else scalar_numbers(leaves), values, top)
    heading = title or f"Circuit of {write_name(cost)}"
    cost = cost if top else ""  # what is not one number has no cotangents
    writing = Writing(figures, cost, digits, steps, moving)
    faces = [writing.face(part) for part in parts]
    told = "" if moving else describe(faces, cost)
    words = Words(heading, note, _legend(cost, faces, has_numbers=figures is not None), told)
    tips = ["" if moving else tip(face, cost, digits) for face in faces]
    return draw(faces, frames_of(parts, blocks.scopes), words, prefix, tips)


def _top(graph: Graph, drawn: Graph, cost: str) -> str:
    """The name of the cost in the picture, where it may be a single entry; "" where it is not one number."""
    shape = graph.node(cost).shape
    if any(dimension != 1 for dimension in shape):  # a letter may be larger another time
        return ""
    return cost if cost in drawn.all_names else entry_names(cost, (1,) * len(shape))[0]


def _without_side_branches(graph: Graph) -> Graph:
    """The graph without names that no output stands on, such as the probabilities beside a loss on logits."""
    used = {*topological(graph.outputs.values())}
    return Graph(graph.outputs, {name: node for name, node in graph.names.items() if node in used}, graph.unused)


def _without_number(graph: Graph, sizes: Sizes) -> str:
    """A letter in the shapes of leaves that has no number; nothing where each has one."""
    letters = {size for leaf in graph.leaves.values() for size in leaf.shape if isinstance(size, str)}
    return min(letters - sizes.keys(), default="")


def _zoomed(
    graph: Graph, zoom: str, sizes: Sizes, blocks: Blocks, shut: Collection[str]
) -> tuple[Graph, Sequence[Part], str]:
    """The graph that is drawn, its parts, and what is to be said about them."""
    parts: Sequence[Part]
    if zoom == "gates":
        if unknown := _without_number(graph, sizes):
            told = f"gates are drawn for numbers, and the size {unknown} has none"
            raise GraphError(f"{told}; hand some in: values = board.bind(…), board.diagram(values, zoom='gates')")
        opened = expand(graph)
        count = gate_count(opened, sizes)
        if count <= MOST_GATES:
            gates = scalarize(opened, sizes)
            parts = operations(gates)
            count = len(parts)
            if count <= MOST_PARTS:
                return gates, parts, ""
        return graph, _in_layers(graph, blocks), f"{format_count(count)} gates and leaves, drawn as layers"
    if zoom == "operations":
        parts = operations(graph)
        count = len(parts)
        parts = close(parts, graph, blocks, shut) if shut else parts
        if len(parts) <= MOST_PARTS:
            return graph, parts, ""
        return graph, _in_layers(graph, blocks), f"{format_count(count)} operations and leaves, drawn as layers"
    parts = _in_layers(graph, blocks, shut)
    if len(parts) <= MOST_PARTS:
        return graph, parts, ""
    return graph, _in_layers(graph, blocks), f"{format_count(len(parts))} parts, drawn closed"


def _in_layers(graph: Graph, blocks: Blocks, shut: Collection[str] | None = None) -> Sequence[Part]:
    """A part for each layer and each block that is closed, which all are where nobody says so; too many are joined."""
    if blocks.scopes:
        every = closed_names(True, blocks.scopes.values(), otherwise=True)
        parts = close(layers(graph, MOST_LAYERS, blocks.scopes), graph, blocks, every if shut is None else shut)
        if shut is not None or len(parts) <= MOST_PARTS:
            return parts
    return layers(graph, MOST_LAYERS)


def _legend(cost: str, faces: Sequence[Face], *, has_numbers: bool) -> tuple[Span, ...]:
    """What stands where."""
    spans = [Span("above a line: value", "value") if has_numbers else Span("above a line: name and shape", "quiet")]
    if cost:
        below = f"∂ = ∂{write_name(cost)}/∂(that value)" if has_numbers else "its cotangent"
        spans.append(Span(f"below: {below}", "slope"))
    noted = [face for face in faces if face.note.texts]
    if noted:
        upstream = "upstream" if all(face.steps for face in noted) else "upstream (G)"
        spans.append(Span(f"under a gate: {upstream} × local = downstream", "quiet"))
    return tuple(part for span in spans for part in (Span("  ·  ", "quiet"), span))[1:]
