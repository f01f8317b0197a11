"""JavaScript: loops and numbers as lines, arrays as parts of one memory, and functions for whole arrays.

An array is a window on flat memory, row after row. Where an entry lies follows from the shape, which the text knows:
`Z1[i * m + j]`. All numbers are double precision, and the functions are our own, for those of a browser differ in
their last digits: see `elementary`.
"""

import math
from collections.abc import Sequence

from chainrule.engines.geometry import geometry
from chainrule.engines.language import Declarations, Language, NestTable, Syntax, is_entry
from chainrule.engines.memory import BATCH, extent
from chainrule.engines.steps import is_view
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.ops.filtering import letters_of
from chainrule.ops.spelling import ATOM, OF_ONE, OF_TWO, OPERATORS, POWER, PRODUCT, SUM, Expression

JAVASCRIPT = Syntax(
    let="const {name} = {value};",
    changing="let {name} = {value};",
    assign="{name} = {value};",
    grow="{name} += {value};",
    loop="for (let {counter} = 0; {counter} < {length}; {counter}++) {{",
    returns="return {value};",
    comment="/* {text} */",
    close=("}",),
)
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
    **{"absolute": "Math.abs", "maximum": "Math.max", "minimum": "Math.min"},
}
MADE = ("maps", "windows", "filters")
ARITHMETIC: dict[str, Expression] = {
    **{name: OPERATORS[name] for name in ("add", "subtract", "multiply", "divide")},
    "negate": ("-{0}", POWER),  # no operand of it has a sign of its own: --x is another operator
    **{name: (f"({{0}} {sign} {{1}} ? 1 : 0)", ATOM) for name, sign in SIGNS.items()},
    **{name: (f"{EXACT.get(name, name)}({{0}})", ATOM) for name in (*OF_ONE, "erf", "square", "softplus")},
    **{name: (f"{EXACT.get(name, name)}({{0}}, {{1}})", ATOM) for name in (*OF_TWO, "power")},
    "where": ("({0} !== 0 ? {1} : {2})", ATOM),  # NaN is not 0
}


def write_literal(value: float) -> str:
    """A number as JavaScript source.

    >>> write_literal(2.0), write_literal(-0.5), write_literal(float("inf"))
    ('2', '-0.5', 'Infinity')
    """
    if not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    is_short = value.is_integer() and abs(value) < 1e15 and math.copysign(1, value) * (value or 1) != -1
    return str(int(value)) if is_short else repr(value)


def write_count(shape: Shape) -> str:
    """How many entries a shape has, as source.

    >>> write_count((30, "m")), write_count(("m", "m")), write_count(())
    ('30 * m', 'm * m', '1')
    """
    count, power = extent(shape)
    return " * ".join([str(count)] * (count != 1 or not power) + [BATCH] * power)


def steps_between(shape: Shape) -> list[str]:
    """How far entries are from each other along each axis, as source.

    >>> steps_between((2, "m", 3))
    ['3 * m', '3', '1']
    """
    return [write_count(shape[axis + 1 :]) for axis in range(len(shape))]


def write_place(indices: Sequence[str], steps: Sequence[str]) -> str:
    """Where an entry lies in flat memory.

    >>> write_place(["i + 1", "j"], ["m", "1"]), write_place(["0", "0"], ["m", "1"])
    ('(i + 1) * m + j', '0')
    """
    pairs = [(index, step) for index, step in zip(indices, steps, strict=True) if index != "0" and step != "0"]
    parts = [index if step == "1" else f"{f'({index})' if ' ' in index else index} * {step}" for index, step in pairs]
    return " + ".join(parts) or "0"


def layout(node: Node) -> tuple[str, list[str]]:
    """Where in the memory of its base an array begins, and its steps, as source."""
    windows = []
    while is_view(node):
        windows.append(node)
        node = node.operands[0]
    steps, starts = steps_between(node.shape), []
    for window in reversed(windows):
        if window.op.name == "transpose":
            steps.reverse()
        elif window.op.name == "swapaxes":
            first, second = (int(str(window.attributes[name])) for name in ("first", "second"))
            steps[first], steps[second] = steps[second], steps[first]
        else:
            starts.append((str(window.attributes["start"]), steps[int(str(window.attributes["axis"]))]))
    return write_place([start for start, _ in starts], [step for _, step in starts]), steps


def _entry(array: str, indices: Sequence[str], shape: Shape) -> str:
    return f"{array}[{write_place(indices, steps_between(shape))}]"


NESTS = NestTable(
    entries={
        **ARITHMETIC,
        "broadcast": ("{0}", ATOM),
        **dict.fromkeys(("one_hot", "eye"), ("({0} === {1} ? 1 : 0)", ATOM)),
        "dropout_mask": ("stays({0}, {1}, {2}, {kept_from}) * {3}", PRODUCT),
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
        name = "stacks" if name == "matmul" and node.rank > MATRIX else name
        return self.filled(name, operands, out, PLACES[name](node) if name in PLACES else {})

    def copied(self, node: Node, text: str, out: str) -> list[str]:
        """A number everywhere, an array as it lies in memory, or a window on one, entry by entry."""
        if node.shape == ():
            return [f"{out}.fill({text});"]
        if not is_view(node):
            return [f"{out}.set({text});"]
        return self.filled("reshape", [text], out, _copy(node, "0", steps_between(node.shape)))

    def _parts(self, node: Node, operands: Sequence[str], out: str) -> list[str]:
        axis, start, lines = int(str(node.attributes["axis"])), 0, []
        steps = steps_between(node.shape)
        for operand, text in zip(node.operands, operands, strict=True):
            lines += self.filled(
                "reshape", [text], out, _copy(operand, write_place([str(start)], [steps[axis]]), steps)
            )
            start += int(operand.shape[axis])
        return lines


MATRIX = 2  # axes


def cut_from_slot(slot: int, shape: Shape) -> str:
    """A window on the memory of a slot, as source."""
    return f"memory.subarray(slots[{slot}], slots[{slot}] + {write_count(shape)})"


def _list(numbers: Sequence[object]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def _copy(node: Node, there: str, steps: Sequence[str]) -> dict[str, str]:
    """Where each entry of an array lies, and where it is to go."""
    place, own = layout(node)
    return {"shape": _list(node.shape), "from": f"{place}, {_list(own)}", "to": f"{there}, {_list(steps)}"}


def _product(node: Node) -> dict[str, str]:
    """Rows, inner size and columns of a product, and how far rows and entries of both factors are apart."""
    a, b = node.operands
    (_, left), (_, right) = layout(a), layout(b)
    rows, inner = a.shape if a.rank > 1 else (1, a.shape[0])
    columns = b.shape[1] if b.rank > 1 else 1
    return {
        "sizes": f"{rows}, {inner}, {columns}",
        "left": ", ".join(left if a.rank > 1 else ["0", *left]),
        "right": ", ".join(right if b.rank > 1 else [*right, "0"]),
    }


def _stacks(node: Node) -> dict[str, str]:
    """The same of each matrix of a stack, with their number, and how far matrices are apart: not at all, if alone."""
    a, b = node.operands

    def places(factor: Node) -> str:
        _, steps = layout(factor)
        is_alone = write_count(factor.shape[:-2]) == "1"
        return ", ".join(["0" if is_alone else write_count(factor.shape[-2:]), *steps[-2:]])

    sizes = f"{a.shape[-2]}, {a.shape[-1]}, {b.shape[-1]}"
    return {"count": write_count(node.shape[:-2]), "sizes": sizes, "left": places(a), "right": places(b)}


def _summed(node: Node) -> dict[str, str]:
    """A product of all rows, the first factor turned."""
    a, b = node.operands
    rows, columns = a.shape[-1], b.shape[-1]
    sizes = f"{rows}, {write_count(a.shape[:-1])}, {columns}"
    return {"sizes": sizes, "left": f"1, {rows}", "right": f"{columns}, 1"}


def _filtered(node: Node) -> dict[str, str]:
    """Examples, filters, entries of a window, and windows."""
    sizes = [_sizes(letters, one) for letters, one in zip(_operand_letters(node), (*node.operands, node), strict=True)]
    known = {letter: size for one in sizes for letter, size in one.items()}
    entries, windows = (write_count(tuple(known[one] for one in names if one in known)) for names in ("cij", "pq"))
    return {"sizes": f"{known['m']}, {known['o']}, {entries}, {windows}"}


def _operand_letters(node: Node) -> list[str]:
    return letters_of(node).replace("->", ",").split(",")


def _sizes(letters: str, node: Node) -> dict[str, object]:
    return dict(zip(letters, node.shape, strict=True))


def _around(whole: Node, index: Node, axis: int) -> dict[str, str]:
    """How many entries an array has before the axis of an index, along it, and behind it; how many are read."""
    sizes = (whole.shape[:axis], whole.shape[axis : axis + 1], whole.shape[axis + 1 :], index.shape)
    return {"around": ", ".join(map(write_count, sizes))}


def _axis(node: Node) -> int:
    return int(str(node.attributes["axis"]))


def _picked(node: Node) -> dict[str, str]:
    """How far the places of an index are apart, and examples; how many places there are."""
    _, steps = layout(node.operands[0])
    axis = _axis(node)
    return {"steps": ", ".join([steps[axis], steps[1 - axis], str(node.operands[0].shape[axis])])}


def _moved(images: Node, node: Node) -> dict[str, str]:
    """How many images there are, and the geometry of what moves over them."""
    return {"count": write_count(images.shape[:2]), "geometry": ", ".join(map(str, geometry(node)))}


def _matrix(node: Node) -> dict[str, str]:
    place, steps = layout(node.operands[0])
    return {"place": ", ".join([place, *steps]), "size": str(node.shape[0])}


PLACES = {  # what stands in the row of an op, beside its operands
    "matmul": _product,
    "stacks": _stacks,
    "summed_product": _summed,
    "gather": lambda node: _around(node.operands[0], node.operands[1], _axis(node)),
    "scatter_add": lambda node: _around(node, node.operands[1], _axis(node)),
    "pick": _picked,
    "inverse": _matrix,
    "unfold": lambda node: _moved(node.operands[0], node),
    "fold": lambda node: _moved(node, node),
    **{f"product_for_{made}": _filtered for made in MADE},
}
