"""JavaScript: loops and numbers as lines, arrays as parts of one memory, and functions for whole arrays.

An array is a window on flat memory, row after row. Where an entry lies follows from the shape, which the text knows:
`Z1[i * m + j]`. All numbers are double precision, and the functions are our own, for those of a browser differ in
their last digits: see `elementary.functions`.
"""

from collections.abc import Sequence

from chainrule.engines.javascript.places import PLACES, copied_from
from chainrule.engines.javascript.tiles import tile_lines
from chainrule.engines.javascript.writing import (
    JAVASCRIPT,
    cut_from_slot,
    layout,
    steps_between,
    write_literal,
    write_place,
)
from chainrule.engines.language import Declarations, Language, NestTable, is_entry
from chainrule.engines.memory import extent
from chainrule.engines.steps import is_view
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.ops.spelling import ATOM, OF_ONE, OF_TWO, OPERATORS, POWER, PRODUCT, SUM, Expression

MATRIX = 2  # axes
WORDS = frozenset(  # that mean something, or are called
    (
        *("arguments", "async", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default"),
        *("delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function", "if"),
        *("implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package", "private"),
        *("protected", "public", "return", "static", "super", "switch", "this", "throw", "true", "try", "typeof"),
        *("undefined", "var", "void", "while", "with", "yield", "Math", "Number", "Array", "Float64Array"),
        *("Int32Array", "Infinity", "NaN", "places", "slots"),
    )
)
SIGNS = {"greater": ">", "greater_equal": ">=", "less": "<", "less_equal": "<=", "equal": "===", "not_equal": "!=="}
EXACT = {  # as IEEE 754 has them
    **{name: f"Math.{name}" for name in ("floor", "sqrt")},
    "absolute": "Math.abs",
    "maximum": "Math.max",
    "minimum": "Math.min",
}
ARITHMETIC: dict[str, Expression] = {
    **{name: OPERATORS[name] for name in ("add", "subtract", "multiply", "divide")},
    "negate": ("-{0}", POWER),  # no operand of it has a sign of its own: --x is another operator
    **{name: (f"({{0}} {sign} {{1}} ? 1 : 0)", ATOM) for name, sign in SIGNS.items()},
    **{name: (f"{EXACT.get(name, name)}({{0}})", ATOM) for name in (*OF_ONE, "erf", "square", "softplus")},
    **{name: (f"{EXACT.get(name, name)}({{0}}, {{1}})", ATOM) for name in (*OF_TWO, "power")},
    "where": ("({0} !== 0 ? {1} : {2})", ATOM),  # NaN is not 0
}


def _entry(array: str, indices: Sequence[str], shape: Shape) -> str:
    return f"{array}[{write_place(indices, steps_between(shape))}]"


NESTS = NestTable(
    entries={
        **ARITHMETIC,
        "broadcast": ("{0}", ATOM),
        **dict.fromkeys(("one_hot", "eye"), ("({0} === {1} ? 1 : 0)", ATOM)),
        "dropout_mask": ("stays({0}, {1}, {2}, {kept_from}) * {3}", PRODUCT),
        "uniform": ("fraction({0}, {1}, {2})", ATOM),
        "narrow": ("{0}", ATOM),
    },
    starts={"sum": "0", "wide": "0", "max": "-Infinity"},
    steps={"sum": ("{0} + {1}", SUM), "max": ("Math.max({0}, {1})", ATOM)},
    literal=write_literal,
    entry=_entry,
    inlined=True,
)


class Javascript(Language):
    """Loops among the lines of a step; where arrays lie is known when they are printed."""

    syntax = JAVASCRIPT
    nests = NESTS
    numbers = {
        **ARITHMETIC,
        **dict.fromkeys(("sum", "max", "slice", "reshape"), ("{0}", ATOM)),
        "matmul": ("dot({0}, {1})", ATOM),
        "logdet": ("log_determinant({0}, {place}, {size})", ATOM),
        "entry": ("{0}[{place}]", ATOM),
    }
    arrays = {
        "matmul": "product({sizes}, {0}, {left}, {1}, {right}, {out});",
        "stacks": "stack_product({count}, {sizes}, {0}, {left}, {1}, {right}, {out});",
        "summed_product": "product({sizes}, {0}, {left}, {1}, {right}, {out});",
        "broadcast": "{out}.fill({0});",
        "reshape": "copy({shape}, {0}, {from}, {out}, {to});",
        "part": "copy({shape}, {0}, {from}, {out}, {to});",
        "gather": "gather({0}, {1}, {around}, {out});",
        "scatter_add": "scatter_add({0}, {1}, {around}, {out});",
        "pick": "pick({0}, {1}, {steps}, {out});",
        "inverse": "inverse_matrix({0}, {place}, {size}, {out});",
        "unfold": "unfold({0}, {count}, [{geometry}], {out});",
        "fold": "fold({0}, {count}, [{geometry}], {out});",
        **{
            f"product_for_{made}": f"{made}_of({{0}}, {{1}}, {{sizes}}, {{out}});"
            for made in ("maps", "windows", "filters")
        },
    }
    views = dict.fromkeys(("transpose", "swapaxes", "slice"), "{0}")  # the memory; who reads it asks `layout`
    words = WORDS
    mask_key = "dropout_key({0}, {mask}, {1})"

    def cut(self, node: Node, slot: int) -> str:
        """A part of the one memory."""
        return cut_from_slot(slot, node.shape)

    def size(self, array: str, leaf: Node) -> str:
        """Its length, by the entries of one example."""
        count, power = extent(leaf.shape)
        examples = f"{array}.length / {count}" if count != 1 else f"{array}.length"
        return examples if power == 1 else f"Math.round(({examples}) ** (1 / {power}))"

    def literal(self, value: float) -> str:
        """The shortest text that is read as this number."""
        return write_literal(value)

    def constant(self, name: str, value: Array, place: int) -> tuple[str, bool]:  # noqa: ARG002 - all are written out
        """Written out, so that the text needs nothing beside it."""
        numbers = ", ".join(map(write_literal, value.ravel().tolist()))
        return self.syntax.let.format(name=name, value=f"Float64Array.of({numbers})"), False

    def number(self, node: Node, *, exact: bool) -> Expression:
        """With the place of what is read, where that is a part of an array."""
        template, strength = super().number(node, exact=exact)
        if is_entry(node) or node.op.name == "logdet":
            place, steps = layout(node.operands[0])
            template = template.replace("{place}", place if is_entry(node) else ", ".join([place, *steps]))
            template = template.replace("{size}", str(node.operands[0].shape[0]) if node.operands[0].shape else "")
        return template, strength

    def whole(self, node: Node, operands: Sequence[str], out: str, more: Declarations) -> list[str]:  # noqa: ARG002
        """A call, with the numbers that say where everything lies."""
        name = node.op.name
        if name == "concatenate":
            return self._parts(node, operands, out)
        if name == "reshape":
            return self.copied(node.operands[0], operands[0], out)
        if name == "matmul" and (lines := tile_lines(node, operands, out)):
            return lines
        name = "stacks" if name == "matmul" and node.rank > MATRIX else name
        return self.filled(name, operands, out, PLACES[name](node) if name in PLACES else {})

    def copied(self, node: Node, text: str, out: str) -> list[str]:
        """A number everywhere, an array as it lies in memory, or a window on one, entry by entry."""
        if node.shape == ():
            return [f"{out}.fill({text});"]
        if not is_view(node):
            return [f"{out}.set({text});"]
        return self.filled("reshape", [text], out, copied_from(node, "0", steps_between(node.shape)))

    def _parts(self, node: Node, operands: Sequence[str], out: str) -> list[str]:
        axis, start, lines = int(str(node.attributes["axis"])), 0, []
        steps = steps_between(node.shape)
        for operand, text in zip(node.operands, operands, strict=True):
            there = write_place([str(start)], [steps[axis]])
            lines += self.filled("part", [text], out, copied_from(operand, there, steps))
            start += int(operand.shape[axis])
        return lines
