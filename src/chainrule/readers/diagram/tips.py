"""Tips: what a part says when it is pointed at, and the whole picture in words for people who do not see it."""

from collections.abc import Sequence

from chainrule.graph.shape import write_shape
from chainrule.readers.diagram.faces import Face
from chainrule.readers.diagram.local_rules import local_rules
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.typeset.text import write_name


def tip(face: Face, cost: str, digits: int) -> str:
    """Name, shape and op of a part, and what it does to a cotangent that comes back."""
    part = face.part
    what = part.title or part.label if part.kind != "gate" else f"{part.title} = {part.label}".removeprefix(" = ")
    first = f"{what} {write_shape(part.node.shape)}" if part.node.shape and part.many == 1 else what
    if part.kind != "gate":
        return "\n".join([first, *part.lines])
    if face.steps:
        sentences = [
            f"{format_number(s.upstream, digits)} × {format_number(s.local, digits)} = "
            f"{format_number(s.downstream, digits)}"
            for s in face.steps
        ]
        return "\n".join([first, "upstream × local = downstream", *sentences])
    rules = local_rules(part.node, cost)
    return "\n".join([first, *([f"G = ∂{write_name(cost)}/∂out"] if rules else []), *rules])


def describe(faces: Sequence[Face], cost: str) -> str:
    """What is computed from what, in the order of computing."""
    names = [face.part.title or face.part.label for face in faces]
    sentences = []
    for face, name in zip(faces, names, strict=True):
        if face.part.operands:
            arriving = ", ".join(names[operand] for operand in face.part.operands)
            sentences.append(f"{face.part.label} of {arriving}" + (f" gives {name}" if face.part.title else ""))
    below = f", cotangents of {write_name(cost)} below" if cost else ""
    return f"{'; '.join(sentences)}. Values stand above the lines{below}."
