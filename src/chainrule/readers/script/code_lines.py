"""Lines of code: a graph as the code that a person writes: `Z = W1 @ X + b1`, a line for each name.

Compound ops become functions of the script, printed from their own computations.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative
from chainrule.graph.shape import Dimension, Shape
from chainrule.ops.filtering import letters_of
from chainrule.ops.identifiers import Names, identifier
from chainrule.ops.indexing import INDEXED, index_shape
from chainrule.ops.linear import stretched_axes
from chainrule.ops.spelling import (
    ATOM,
    COMPARED,
    EXPRESSIONS,
    FILTERING,
    PRODUCT,
    SIGN,
    Expression,
    enclosed,
    index_in_shape,
    picked_at,
    slice_key,
    write_number,
)
from chainrule.readers.equations import equations
from chainrule.readers.notation.formula import RELATION, Infix, Symbol
from chainrule.readers.notation.op_notation import write_node
from chainrule.readers.script.arrays import write_array
from chainrule.readers.script.intermediates import prepare
from chainrule.readers.script.real_numbers import Numbers, as_number
from chainrule.readers.typeset.text import to_text

RESERVED = frozenset(  # what a script calls by a name of its own; a test finds them in scripts
    {"np", "math", "NDArray", "Array", "Path", "stored", "print", "range", "BLOCK", "draw_dropout_mask", "draw_uniform"}
    | {
        "write_dropout_mask",
        "write_uniform",
        "scatter_add",
        "log_determinant",
        "step",
        "steps",
        "epoch",
        "epochs",
        "order",
        "rows",
        "start",
        "batch_size",
    }
    | {"shifts", "write_windows", "add_windows", "windows_of", "images_of", "Part", "Steps"}
    | {"learning_rate", "theta", "gradient", "seed", "examples", "learns", "progress", "float", "int"}
    | {"crc32", "each", "SystemExit"}  # of what is read from a file
    | {"_WORD", "_mix", "_mix_word", "_hashes", "max", "min", "round", "tuple", "any", "len", "list", "slice", "zip"}
)


@dataclass(frozen=True)
class Line:
    """An assignment: the name of the graph that it computes, and its code, which may take several lines."""

    name: str
    variable: str
    code: str
    backward: bool


@dataclass
class Words:
    """The words of a script, no two alike: variables by name, letters of shapes, functions by op and attributes."""

    variables: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    functions: dict[object, tuple[str, list[str]]] = field(default_factory=dict)  # a name and the lines
    taken: Names = field(default_factory=lambda: Names(RESERVED))

    def variable(self, name: str) -> str:
        """The variable of a name of the graph."""
        if name not in self.variables:
            self.variables[name] = self.taken.fresh(identifier(name))
        return self.variables[name]

    def dimension(self, dimension: Dimension) -> str:
        """A number, or the variable of a letter."""
        if isinstance(dimension, int):
            return str(dimension)
        if dimension not in self.letters:
            self.letters[dimension] = self.taken.fresh(identifier(dimension))
        return self.letters[dimension]

    def shape(self, shape: Shape) -> str:
        """A shape as a tuple."""
        return "(" + ", ".join(map(self.dimension, shape)) + (",)" if len(shape) == 1 else ")")

    def function(self, node: Node) -> str:
        """The function of a compound op with these attributes, defined when it is first asked for."""
        ones = tuple(d == 1 for d in node.operands[0].shape)  # of one entry, softmax is 1
        key = node.op, tuple(node.attributes.items()), ones
        if key not in self.functions:
            name = self.taken.fresh(node.op.name)
            self.functions[key] = name, _define(name, node, self)
        return self.functions[key][0]


def write_lines(prepared: Graph, words: Words, graph: Graph) -> list[Line]:
    """The lines that compute every name of a graph that was prepared, those of the forward pass first."""
    writer = _Writer(prepared, words)
    named = {**prepared.names, **prepared.outputs}
    own = (prepared.node(name) for name in graph.all_names if not isinstance(name, Derivative))
    forward = set(topological(own))
    lines = []
    for node in prepared.order:
        text = writer.write(node)
        if (name := prepared.name_of(node)) and not node.is_leaf:
            variable = words.variable(name)
            backward = node not in forward or isinstance(name, Derivative)
            lines.append(Line(name, variable, f"{variable} = {text}", backward))
    for name, node in named.items():
        is_said = node.op.name == "input" and words.variable(node.name) == identifier(name)  # ∂L/∂out, given as dout
        if prepared.name_of(node) != name and not is_said:  # a second name for the same number
            code = f"{words.variable(name)} = {writer.called(node)}"
            lines.append(Line(name, words.variable(name), code, isinstance(name, Derivative)))
    return sorted(lines, key=lambda line: line.backward)


class _Writer:
    """Writes one node after another, operands first."""

    def __init__(self, graph: Graph, words: Words) -> None:
        self._graph = graph
        self._words = words
        self._text: dict[Node, Expression] = {}
        self._numbers = Numbers()
        for name in graph.all_names:
            words.variable(name)

    def write(self, node: Node) -> str:
        """The expression of a node; who reads the node finds its variable, where it has a name."""
        text, strength = self._expression(node)
        name = self._graph.name_of(node)
        is_number = node.op.name == "constant" and node.shape == ()
        is_size = node.op.name == "dimension" and isinstance(name, Derivative)  # read before it is a cotangent
        stands = bool(name) and not (is_number or is_size)
        self._text[node] = (self._words.variable(name), ATOM) if stands else (text, strength)
        self._numbers.add(node, text)
        return text

    def called(self, node: Node) -> str:
        """How a node that was written is read: its variable, or its number."""
        return self._text[node][0]

    def _expression(self, node: Node) -> Expression:
        if node.is_leaf:
            return self._words.variable(node.name), ATOM
        if node.op.name == "constant":
            return _constant(node)
        if node.op.name == "dimension":
            return self._words.dimension(str(node.attributes["dimension"])), ATOM
        own = node.op.name in EXPRESSIONS
        template, strength = EXPRESSIONS[node.op.name] if own else (f"{self._words.function(node)}({{0}})", ATOM)
        inside = PRODUCT if "{weighed}" in template else strength
        written = self._numbers.handed_in(node, [self._text[operand] for operand in node.operands])
        operands = [enclosed(*each, inside, place) for place, each in enumerate(written)]
        if node.op.name in INDEXED:
            operands[1] = self._index(node)
        weighed = " + ".join(f"np.sum({two} * {one})" for one, two in zip(operands[::2], operands[1::2], strict=False))
        fields = {"operands": ", ".join(operands), "weighed": weighed, **self._fields(node, template)}
        text = template.format(*operands, **fields)
        text = text.replace(", axis=None, keepdims=True", "")  # what reduces everything is a plain number
        return as_number(text) if strength == COMPARED else (text, strength)

    def _fields(self, node: Node, template: str) -> dict[str, str]:
        """What stands in the braces of a spelling besides operands."""
        fields = {name: _write(value) for name, value in node.attributes.items()}
        if node.op.name == "slice":
            fields["key"] = slice_key(node.attributes)
        if node.op.name == "one_hot":
            (labels,) = node.operands
            fields["classes"] = self._words.dimension(node.shape[0])
            fields["flat"] = index_in_shape(self._text[labels][0], labels.shape, labels.shape[-1:])
        if node.op.name == "sum_to":
            fields["axes"] = _write(stretched_axes(node.operands[0].shape, node.shape))
        if "{size}" in template:
            fields["size"] = self._words.dimension(node.shape[0])
        if node.op.name in INDEXED:
            fields |= self._at_index(node)
        if node.op.name in FILTERING:
            fields |= {name: str(value) for name, value in node.attributes.items()}
            fields["letters"] = letters_of(node)
        if "{shape}" in template:  # asked for only then, because letters that are used get a line
            fields["shape"] = self._words.shape(node.shape)
        return fields

    def _at_index(self, node: Node) -> dict[str, str]:
        """The axes before that of an index, and where the entry of each example is."""
        axis = int(str(node.attributes["axis"]))
        examples = f"np.arange({self._words.dimension(node.shape[-1])})" if node.op.name == "pick" else ""
        return {"before": ":, " * axis, "at": picked_at(axis, self._index(node), examples)}

    def _index(self, node: Node) -> str:
        """The index of a node in the shape that it is read in."""
        index = node.operands[1]
        return index_in_shape(self._text[index][0], index.shape, index_shape(node), self._words.dimension)


def _constant(node: Node) -> Expression:
    value = np.asarray(node.attributes["value"])
    if value.ndim:
        return write_array(value), ATOM
    text = write_number(float(value))
    return text, SIGN if text.startswith("-") else ATOM


def _write(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        return str(value[0])
    return write_number(value) if isinstance(value, float) else str(value)


def _define(name: str, node: Node, words: Words) -> list[str]:
    """The lines of a function that computes a compound op safely; its docstring says the formula."""
    x = input("x", node.operands[0].shape)
    compute = node.op.computation or node.op.definition
    assert compute is not None  # noqa: S101
    assert node.op.definition is not None  # noqa: S101
    graph = Graph({"result": compute(x, **node.attributes)})
    prepared = prepare(graph)
    inside = Words({name: name for name in prepared.all_names}, words.letters, words.functions, words.taken)
    lines = write_lines(prepared, inside, graph)
    meaning = equations(Graph({"y": node.op.definition(x, **node.attributes)})).forward[-1].sides[0]
    formula = Infix("=", (write_node(node, [Symbol("x")]), meaning), RELATION)
    body = [*(line.code for line in lines[:-1]), f"return {lines[-1].code.removeprefix('result = ')}"]
    return [f"def {name}(x):", f'    """{to_text(formula)}."""', *indented(body)]


def indented(codes: Sequence[str]) -> list[str]:
    """Code moved in by one level, line by line."""
    return [f"    {line}" if line else "" for line in chain.from_iterable(code.split("\n") for code in codes)]
