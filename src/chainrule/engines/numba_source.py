"""The Numba engine's text: loops over many ops as small functions, matrix products by the BLAS, numbers in between."""

from collections.abc import Iterable

from chainrule.engines.loops import Loop, write_real
from chainrule.engines.plan import Plan, needs_memory
from chainrule.engines.printer import Printer
from chainrule.engines.steps import Step
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import ATOM, INSTRUCTIONS, KERNELS, SCALARS

SOURCES = {  # where compiled code finds what it calls; {real} is "single" or "double"
    "{real}": KERNELS,
    "instructions": INSTRUCTIONS,
    "shared": ("dropout_key", "gather_columns", "gather_rows", "stays"),
    "windows": ("cut",),
}


class NumbaPrinter(Printer):
    """A call for each step; `loops` holds the text of each loop and its name."""

    scalars = {
        **{name: (template.replace("np.", "math."), strength) for name, (template, strength) in SCALARS.items()},
        "absolute": ("abs({0})", ATOM),
        **{name: (f"{name}({{0}})", ATOM) for name in ("floor", "sign")},
        **{name: (f"np.{name}({{0}}, {{1}})", ATOM) for name in ("maximum", "minimum")},
        "softplus": ("np.logaddexp({0}, 0.0)", ATOM),
        **dict.fromkeys(("sum", "max", "slice"), ("{0}", ATOM)),  # of a single number
        "reshape": ("{0}", ATOM),
    }
    dimension = "float(m)"

    def __init__(self, plan: Plan, run_time: Iterable[str] = ()) -> None:
        self.loops: dict[str, str] = {}
        self._keys: dict[Node, str] = {}
        super().__init__(plan, run_time)

    def _declare_constant(self, name: str, value: Array) -> None:
        self.once.append(f"{name} = constants_{len(self.constants) + 1}")
        self.constants.append(value)

    def _cut(self, node: Node) -> str:
        return f"cut(memory, slots[{self.plan.slot_of[node]}], {write_shape_tuple(node)})"

    def _constant(self, value: float) -> str:
        return write_real(value)

    def _typed(self, node: Node, text: str, strength: int) -> str:  # noqa: ARG002 - every number gets its type
        return f"float({text})" if node in self._python else f"real({text})"

    def _lines(self, step: Step) -> list[str]:
        if step.domain is not None:
            return self._loop(step)
        (node,) = step.nodes
        if node.shape == ():
            return self._entry_zero(node) or self._number(node)
        if not needs_memory(node):
            return []
        return self._whole(node, self.plan.names[node])

    def _entry_zero(self, node: Node) -> list[str]:
        """The line for a number that is the only entry of an array."""
        (operand, *_) = (*node.operands, node)
        if node.op.name != "reshape" or operand.shape == ():
            return []
        name = self.plan.names.get(node) or next(self._numbers)
        self._text[node] = (name, ATOM)
        return [f"{name} = {self.text(operand)}[{', '.join('0' * operand.rank)}]"]

    def _whole(self, node: Node, out: str) -> list[str]:
        """The lines of an op that is no loop over entries."""
        operands = [self.text(operand) for operand in node.operands]
        if node.op.name == "matmul":
            return [f"np.dot({operands[0]}, {operands[1]}, {out})"]
        if node.op.name == "reshape":
            (operand,) = node.operands
            return (
                [f"{out}.reshape({operands[0]}.shape)[...] = {operands[0]}"]
                if operand.shape
                else [f"{out}[...] = {operands[0]}"]
            )
        axis, start = int(str(node.attributes["axis"])), 0  # concatenate
        lines = []
        for operand, text in zip(node.operands, operands, strict=True):
            stop = start + int(operand.shape[axis])
            lines.append(f"{out}[{':, ' * axis}{start}:{stop}] = {text}")
            start = stop
        return lines

    def _loop(self, step: Step) -> list[str]:
        loop = Loop(step, self.plan)
        name = self.loops.setdefault(loop.text, f"loop_{len(self.loops) + 1}")
        lines = []
        for mask in loop.keys:
            self._keys[mask] = f"key_{len(self._keys) + 1}"
            seed, clock = (self.text(operand) for operand in mask.operands)
            lines.append(f"{self._keys[mask]} = dropout_key({seed}, {mask.attributes['mask']}, {clock})")
        arguments = [
            *(f"length({size})" for size in loop.lengths),
            *(self.text(array) for array in loop.arrays),
            *(self.text(number) for number in loop.numbers),
            *(self._keys[mask] for mask in loop.keys),
        ]
        results = []
        for node in loop.returned:
            results.append(self.plan.names.get(node) or next(self._numbers))
            self._text[node] = (results[-1], ATOM)
        assigned = f"{', '.join(results)} = " if results else ""
        return [*lines, f"{assigned}{name}({', '.join(arguments)})"]

    def copies(self, stage: int) -> list[str]:
        """The lines that bring outputs to where they belong when a stage ends."""
        return [f"{self.plan.variables[target]}[...] = {self.text(node)}" for target, node in self.plan.copies[stage]]


def write_shape_tuple(node: Node) -> str:
    """The shape of a node as Python source.

    >>> from chainrule.graph.node import input
    >>> write_shape_tuple(input("X", (3, "m"))), write_shape_tuple(input("v", (3,)))
    ('(3, m)', '(3,)')
    """
    return f"({', '.join(map(str, node.shape))}{',' if node.rank == 1 else ''})"
