"""Faces: how a part looks: its body, and a line to the right with the value above and the cotangent below."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from chainrule.graph.node import Array, Node
from chainrule.graph.shape import write_shape
from chainrule.readers.diagram.circuit import Part
from chainrule.readers.diagram.figures import Figures, Step
from chainrule.readers.diagram.groups import cut_short
from chainrule.readers.diagram.local_rules import local_rules
from chainrule.readers.diagram.number_blocks import ROW, Block, Numbers, line_block, norm_spans, number_block, stacked
from chainrule.readers.drawing.svg_text import Span, Text, measure
from chainrule.readers.layout import Box
from chainrule.readers.typeset.text import write_name

GATE, LEAF = 32.0, 26.0  # heights of bodies
SHORTEST_LINE = 26.0
CLEARANCE = 4.0  # between a line and what stands above and below it
ENTRY = 8.0  # how far apart operands arrive where their order matters


@dataclass(frozen=True)
class Face:
    """A part as it is drawn, with everything measured."""

    part: Part
    width: float  # of the body
    height: float
    body: tuple[Text, ...]
    above: Block = field(default_factory=Block)
    below: Block = field(default_factory=Block)
    note: Block = field(default_factory=Block)  # under everything: upstream × local
    steps: tuple[Step, ...] = ()

    @property
    def ascent(self) -> float:
        """How far it reaches above its line."""
        return max(self.height / 2, self.above.height + CLEARANCE)

    @property
    def descent(self) -> float:
        """How far it reaches below its line, without the note."""
        return max(self.height / 2, self.below.height + CLEARANCE)

    @property
    def box(self) -> Box:
        """The rectangle that it takes in the layout."""
        line = max(SHORTEST_LINE, self.above.width + 14, self.below.width + 14)
        width = max(self.width + line, self.note.width)
        return Box(width, self.ascent + self.descent + self.note.height, self.ascent)

    def entry(self, i: int) -> float:
        """How far below the line operand `i` arrives."""
        count = len(self.part.operands)
        if self.part.kind == "gate" and (count == 1 or self.part.node.op.commutative):
            return 0.0
        reach = ENTRY if self.part.kind == "gate" else self.height / 2 - 8
        return reach * (2 * i / (count - 1) - 1) if count > 1 else 0.0


@dataclass(frozen=True)
class Writing:
    """What is written beside the parts: numbers where there are figures, names and shapes else."""

    figures: Figures | None
    cost: str  # as it is called in the values; "" where there are no cotangents
    digits: int
    with_steps: bool
    moving: bool = False

    def face(self, part: Part) -> Face:
        """The face of a part."""
        width, height, body = self._body(part)
        above = self._above(part)
        steps = self.figures.steps(part.node) if self.figures and part.kind == "gate" else []
        note = self._note(part, steps) if self.with_steps and part.kind == "gate" else Block()
        return Face(part, width, height, body, above, self._below(part), note, tuple(steps))

    # ---- the body ---------------------------------------------------------------------------------------------

    def _body(self, part: Part) -> tuple[float, float, tuple[Text, ...]]:
        if part.kind == "group":
            return self._group(part)
        size, height = (14.0, GATE) if part.kind == "gate" else (13.0, LEAF)
        width = max(height, measure(part.label, size) + (18 if len(part.label) > 2 else 12))
        text = Text(width / 2, 4.5, (Span(part.label),), "middle", "sign" if part.kind == "gate" else "leaf")
        return width, height, (text,)

    def _group(self, part: Part) -> tuple[float, float, tuple[Text, ...]]:
        lines: list[tuple[str, tuple[Span, ...]]] = [("leaf", (Span(part.label),))]
        lines += [("", (Span(line),)) for line in part.lines]
        lines += [("quiet", self._parameter(name, node)) for name, node in part.parameters[:4]]
        if len(part.parameters) > 4:
            lines.append(("quiet", (Span(f"and {len(part.parameters) - 4} more parameters"),)))
        widths = [sum(span.width for span in spans) for _, spans in lines]
        height = ROW * len(lines) + 14
        texts = [Text(10, ROW * i + 18 - height / 2, spans, css=css) for i, (css, spans) in enumerate(lines)]
        return max(widths) + 24, height, tuple(texts)

    def _parameter(self, name: str, node: Node) -> tuple[Span, ...]:
        if self.figures is None:
            return (Span(f"{write_name(name)} {write_shape(node.shape)}"),)
        array, cotangent = self.figures.number(node), self.figures.cotangent(node)
        spans = [Span(f"{write_name(name)} {write_shape(array.shape)}  "), *norm_spans(array, self._value(name), "·")]
        if cotangent is not None:
            spans += [Span("  "), *norm_spans(cotangent, self._slope(name), "∂")]
        return tuple(spans)

    # ---- above and below the line -----------------------------------------------------------------------------

    def _above(self, part: Part) -> Block:
        array = self.figures.number(part.node) if self.figures and part.many == 1 else None
        if part.kind == "group" and part.many > 1:
            return Block()  # each of its outputs says what it is
        badge = self._badge(part, array)
        if array is None:
            title = [Span(part.title, "name")] if part.title else []
            return line_block([*title, *badge])
        numbers = self._value(part.name)
        if part.kind == "constant" and array.shape == () and not part.title:
            return Block()  # its label says it
        if array.shape == ():
            before = [Span(part.title, "name"), Span(" = ", "name")] if part.title else []
            return number_block(array, numbers, before)
        header = line_block([Span(part.title, "name"), *badge])
        return stacked(header, number_block(array, numbers))

    def _badge(self, part: Part, array: Array | None) -> list[Span]:
        shape = part.node.shape if array is None else array.shape
        if part.many > 1:
            return [Span(f"{part.many} × {write_shape(shape)}", "shape")]
        return [Span(f" {write_shape(shape)}" if part.title else write_shape(shape), "shape")] if shape else []

    def _below(self, part: Part) -> Block:
        if not self.cost or part.many > 1:
            return Block()
        if self.figures is None:
            shown = part.kind not in ("constant", "input") and not part.name.startswith("#") and part.name != self.cost
            name = f"∂{write_name(self.cost)}/∂{part.title or part.label}"
            return line_block([Span(name, "slope")]) if shown else Block()
        cotangent = self.figures.cotangent(part.node)
        if cotangent is None or part.kind == "constant":
            return Block()
        return number_block(cotangent, self._slope(part.name), [Span("∂ ", "slope")])

    def _note(self, part: Part, steps: Sequence[Step]) -> Block:
        """Upstream × local = downstream: in numbers where they are single ones, else as a rule."""
        if steps:
            return stacked(*map(self._step, steps))
        rules = (cut_short(rule) for rule in local_rules(part.node, self.cost))
        return stacked(*(line_block([Span(rule, "quiet")]) for rule in rules))

    def _step(self, step: Step) -> Block:
        numbers = Numbers("", self.digits, "")
        texts = [numbers.span(value).content for value in (step.upstream, step.local, step.downstream)]
        return line_block([Span(f"{texts[0]} × {texts[1]} = {texts[2]}", "quiet")])

    def _value(self, name: str) -> Numbers:
        return Numbers(name, self.digits, "value", self.moving)

    def _slope(self, name: str) -> Numbers:
        return Numbers(f"∂{self.cost}/∂{name}", self.digits, "slope", self.moving)


def arrivals(faces: Sequence[Face]) -> list[tuple[int, int, float]]:
    """Every operand of every part: source, target, and how far below the target's line it arrives."""
    return [
        (source, target, face.entry(i))
        for target, face in enumerate(faces)
        for i, source in enumerate(face.part.operands)
    ]
