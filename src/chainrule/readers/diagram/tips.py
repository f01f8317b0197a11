"""Tips: what a part says when it is pointed at, and the whole picture in words for people who do not see it."""

from collections.abc import Sequence

from chainrule.graph.node import Node, input
from chainrule.graph.shape import write_shape
from chainrule.readers.diagram.faces import Face
from chainrule.readers.diagram.groups import formula_text
from chainrule.readers.formula import Formula, Symbol
from chainrule.readers.numbers import format_number
from chainrule.readers.typeset.text import write_name
from chainrule.transforms.differentiate import sum_back


def tip(face: Face, cost: str, digits: int) -> str:
    """Name, shape and op of a part, and what it does to a cotangent that comes back."""
    part = face.part
    what = part.title or part.label if part.kind != "gate" else f"{part.title} = {part.label}".removeprefix(" = ")
    first = f"{what} {write_shape(part.node.shape)}" if part.node.shape else what
    if part.kind != "gate":
        return "\n".join([first, *part.lines])
    if face.steps:
        sentences = [
            f"{format_number(s.upstream, digits)} × {format_number(s.local, digits)} = "
            f"{format_number(s.downstream, digits)}"
            for s in face.steps
        ]
        return "\n".join([first, "upstream × local = downstream", *sentences])
    return "\n".join([first, *local_rules(part.node, cost)])


def local_rules(node: Node, cost: str) -> list[str]:
    """What a gate sends back to each operand, written with G for its own cotangent and a, b, … for what arrives."""
    if node.op.vjp is None:
        return []
    letters = dict(zip(node.operands, "abcdefgh", strict=False))
    cotangent = input("G", node.shape)
    known: dict[Node, Formula] = {operand: Symbol(letter) for operand, letter in letters.items()}
    known |= {cotangent: Symbol("G"), node: Symbol("out")}
    rules = [f"G = ∂{write_name(cost)}/∂out"]
    for operand, part in zip(node.operands, node.op.vjp(node, cotangent), strict=True):
        if part is not None and operand in letters:
            sent = sum_back(part, operand.shape)
            rules.append(f"∂{write_name(cost)}/∂{letters[operand]} = {formula_text(sent, known)}")
    return rules


def describe(faces: Sequence[Face], cost: str) -> str:
    """What is computed from what, in the order of computing."""
    names = [face.part.title or face.part.label for face in faces]
    sentences = []
    for face, name in zip(faces, names, strict=True):
        if face.part.operands:
            arriving = ", ".join(names[operand] for operand in face.part.operands)
            sentences.append(f"{face.part.label} of {arriving}" + (f" gives {name}" if face.part.title else ""))
    return f"{'; '.join(sentences)}. Values stand above the lines, cotangents of {write_name(cost)} below."
