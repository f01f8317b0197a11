"""The body of one function in LLVM's language while it is written: instructions, labels, and room for variables."""

import operator
from collections.abc import Callable, Sequence

from chainrule.engines.compiler.kinds import LLVM, SIZES, UnsupportedError, in_memory, is_float, meeting, written
from chainrule.engines.compiler.values import Known, Number, Single

FLAGS = "contract"  # a product and a sum may become one instruction; nothing assumes that there is no NaN
PYTHON = {"+": "add", "-": "sub", "*": "mul"}
WHOLE = {"&": "and", "|": "or", "^": "xor", "<<": "shl"}
ORDERED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq"}

BINARY: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    "<<": operator.lshift,
    ">>": operator.rshift,
}
COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class Body:
    """Lines of a function; a value has a name once it is computed."""

    def __init__(self) -> None:
        self.head: list[str] = []  # what is made room for, at the very beginning
        self.lines: list[str] = []
        self._borrowed: list[str] = []
        self._count = 0

    def fresh(self, letter: str = "v") -> str:
        """A name that nobody has."""
        self._count += 1
        return f"{letter}{self._count}"

    def new(self, instruction: str) -> str:
        """The name of what an instruction computes."""
        name = f"%{self.fresh()}"
        self.lines.append(f"  {name} = {instruction}")
        return name

    def do(self, instruction: str) -> None:
        """An instruction that computes nothing."""
        self.lines.append(f"  {instruction}")

    def label(self, name: str) -> None:
        """What follows can be jumped to."""
        self.lines.append(f"{name}:")

    def jump(self, name: str) -> None:
        """Go on elsewhere."""
        self.do(f"br label %{name}")

    def branch(self, condition: str, yes: str, no: str) -> None:
        """Go on in one of two places."""
        self.do(f"br i1 {condition}, label %{yes}, label %{no}")

    def room(self, llvm_type: str) -> str:
        """Room for a variable."""
        name = f"%{self.fresh('a')}"
        self.head.append(f"  {name} = alloca {llvm_type}")
        return name

    def borrow(self, size: str) -> str:
        """Memory of so many bytes until the function returns."""
        self._borrowed.append(self.new(f"call ptr @malloc(i64 {size})"))
        return self._borrowed[-1]

    def leave(self, instruction: str) -> None:
        """Return, and give back what was borrowed."""
        for pointer in self._borrowed:
            self.do(f"call void @free(ptr {pointer})")
        self.do(instruction)

    # ---- numbers ---------------------------------------------------------------------------------------------

    def operand(self, value: Single, kind: str) -> str:
        """A number as an operand of this kind."""
        if isinstance(value, Known):
            return written(value.value, kind)
        return self._converted(value, kind)

    def cast(self, value: Single, kind: str) -> Single:
        """The number in another kind."""
        if isinstance(value, Known):
            return Known(_known_as(value.value, kind), kind)
        return Number(kind, self._converted(value, kind))

    def _converted(self, value: Number, kind: str) -> str:
        old = value.kind
        if old == kind:
            return value.text
        a, b = LLVM[old], LLVM[kind]
        if kind == "b1":
            return self.new(f"fcmp une {a} {value.text}, 0.0" if is_float(old) else f"icmp ne {a} {value.text}, 0")
        if is_float(old) and is_float(kind):
            return self.new(f"{'fpext' if kind == 'f64' else 'fptrunc'} {a} {value.text} to {b}")
        if is_float(old):
            return self.new(f"{'fptoui' if kind[0] == 'u' else 'fptosi'} {a} {value.text} to {b}")
        if is_float(kind):
            return self.new(f"{'sitofp' if old[0] == 'i' else 'uitofp'} {a} {value.text} to {b}")
        if a == b:
            return value.text
        word = "trunc" if SIZES[old] > SIZES[kind] and old != "b1" else ("sext" if old[0] == "i" else "zext")
        return self.new(f"{word} {a} {value.text} to {b}")

    def binary(self, sign: str, a: Single, b: Single) -> Single:
        """An operation of Python's on two numbers."""
        if isinstance(a, Known) and isinstance(b, Known) and a.kind == b.kind == "i64" and sign != "/":
            return Known(BINARY[sign](int(a.value), int(b.value)), "i64")
        if sign in WHOLE and a.kind == b.kind == "b1":
            return Number("b1", self.new(f"{WHOLE[sign]} i1 {self.operand(a, 'b1')}, {self.operand(b, 'b1')}"))
        kind = "f64" if sign == "/" and not (is_float(a.kind) or is_float(b.kind)) else meeting(a.kind, b.kind)
        x, y = self.operand(a, kind), self.operand(b, kind)
        if is_float(kind):
            word = {**PYTHON, "/": "div"}.get(sign)
            if word is None:
                raise UnsupportedError(f"{sign} of {kind}")
            return Number(kind, self.new(f"f{word} {FLAGS} {LLVM[kind]} {x}, {y}"))
        return Number(kind, self._whole(sign, kind, x, y))

    def _whole(self, sign: str, kind: str, x: str, y: str) -> str:
        if sign in PYTHON:
            return self.new(f"{PYTHON[sign]} {'nsw ' if kind == 'i64' else ''}i64 {x}, {y}")
        if sign in WHOLE:
            return self.new(f"{WHOLE[sign]} i64 {x}, {y}")
        if sign == ">>":
            return self.new(f"{'ashr' if kind == 'i64' else 'lshr'} i64 {x}, {y}")
        if sign == "//" and kind == "i64":  # rounded down, as Python has it
            quotient, rest = self.new(f"sdiv i64 {x}, {y}"), self.new(f"srem i64 {x}, {y}")
            other, differs = self.new(f"xor i64 {rest}, {y}"), self.new(f"icmp ne i64 {rest}, 0")
            apart = self.new(f"icmp slt i64 {other}, 0")
            less = self.new(f"zext i1 {self.new(f'and i1 {apart}, {differs}')} to i64")
            return self.new(f"sub i64 {quotient}, {less}")
        raise UnsupportedError(f"{sign} of {kind}")

    def compare(self, sign: str, a: Single, b: Single) -> Single:
        """Whether two numbers stand so to each other."""
        if isinstance(a, Known) and isinstance(b, Known):
            return Known(COMPARED[sign](a.value, b.value), "b1")
        kind = meeting(a.kind, b.kind)
        x, y = self.operand(a, kind), self.operand(b, kind)
        if is_float(kind):
            word = "une" if sign == "!=" else f"o{ORDERED[sign]}"
            return Number("b1", self.new(f"fcmp {word} {LLVM[kind]} {x}, {y}"))
        word = "ne" if sign == "!=" else ORDERED[sign]
        signed = "" if word in ("ne", "eq") else ("s" if kind[0] == "i" else "u")
        return Number("b1", self.new(f"icmp {signed}{word} {LLVM[kind]} {x}, {y}"))

    def negative(self, a: Single) -> Single:
        """The number with the other sign."""
        if isinstance(a, Known):
            return Known(-a.value, a.kind)
        if is_float(a.kind):
            return Number(a.kind, self.new(f"fneg {FLAGS} {LLVM[a.kind]} {a.text}"))
        return self.binary("-", Known(0, "i64"), a)

    def choice(self, condition: Single, a: Single, b: Single) -> Single:
        """One of two numbers."""
        if isinstance(condition, Known):
            return a if condition.value else b
        kind = a.kind if a.kind == b.kind else meeting(a.kind, b.kind)
        x, y, name = self.operand(a, kind), self.operand(b, kind), LLVM[kind]
        return Number(kind, self.new(f"select i1 {self.operand(condition, 'b1')}, {name} {x}, {name} {y}"))

    def call(self, function: str, kind: str, operands: Sequence[str]) -> Number:
        """What a function of numbers of one kind computes."""
        listed = ", ".join(f"{LLVM[kind]} {one}" for one in operands)
        return Number(kind, self.new(f"call {FLAGS} {LLVM[kind]} @{function}({listed})"))

    # ---- memory ----------------------------------------------------------------------------------------------

    def read(self, kind: str, pointer: str) -> Number:
        """The number at a place in memory."""
        text = self.new(f"load {in_memory(kind)}, ptr {pointer}")
        return Number(kind, self.new(f"trunc i8 {text} to i1") if kind == "b1" else text)

    def write(self, kind: str, value: Single, pointer: str) -> None:
        """Put a number into memory."""
        text = self.operand(value, kind)
        if kind == "b1":
            text = self.new(f"zext i1 {text} to i8")
        self.do(f"store {in_memory(kind)} {text}, ptr {pointer}")

    def entry(self, kind: str, pointer: str, place: Single) -> str:
        """Where the entry of an array is that lies so many entries behind its beginning."""
        return self.new(f"getelementptr inbounds {in_memory(kind)}, ptr {pointer}, i64 {self.operand(place, 'i64')}")


def _known_as(value: float, kind: str) -> float:
    """A known number in another kind; a whole one is cut to its bits."""
    if is_float(kind):
        return float(value)
    if kind == "b1":
        return bool(value)
    count = 1 << int(kind[1:])
    cut = int(value) % count
    return cut - count if kind[0] == "i" and cut >= count // 2 else cut
