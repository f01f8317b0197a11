"""Formulas as MathML Core, which browsers lay out by themselves."""

from html import escape

from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import (
    ATOM,
    HADAMARD,
    ONES,
    POWER,
    PRODUCT,
    TRANSPOSED,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Indexed,
    Infix,
    Matrix,
    Minus,
    Number,
    Places,
    Power,
    Root,
    Sized,
    Sum,
    Symbol,
    Vector,
    Words,
)
from chainrule.readers.notation.names import EntryName, StepName, has_room_below, read_name
from chainrule.readers.notation.parentheses import needs_dot, needs_parentheses

# a browser takes a letter alone for one of a mathematics font, and shows an empty box where no such font is installed
FILLED, FENCED = "filled", "filled fenced"  # parentheses around a number that a page fills in, and those it needs
SLANTED = "math mi[mathvariant]{font-style:italic}"


def to_mathml(formula: Formula, *, block: bool = False) -> str:
    """The formula as a whole `<math>` element; `block` puts it on a line of its own.

    >>> to_mathml(Symbol("W1"))
    '<math><msub><mi mathvariant="normal">W</mi><mn>1</mn></msub></math>'
    """
    display = ' display="block"' if block else ""
    return f"<math{display}>{_write(formula)}</math>"


def in_words(text: str) -> str:
    """A sentence as a `<math>` element on a line of its own.

    >>> in_words("a < b")
    '<math display="block"><mtext>a &lt; b</mtext></math>'
    """
    return f'<math display="block"><mtext>{escape(text)}</mtext></math>'


def _write(formula: Formula) -> str:
    match formula:
        case Symbol(name=name):
            return _accent("<mn>1</mn>", "→") if formula == ONES else write_name(name)
        case Number(text=text, key=key):
            named = f' data-name="{escape(key)}"' if key else ""
            return f"<mn{named}>{escape(text.replace('-', '−'))}</mn>"
        case Words(text=text):
            return f"<mtext>{escape(text)}</mtext>"
        case Sized(base=base, below=below):
            return f"<msub>{_write(base)}{_group(below)}</msub>"
        case Indexed(base=base, places=places):
            return f"<msub>{_indexed(base)}{_row('<mo>,</mo>'.join(map(_write, places)))}</msub>"
        case Infix():
            return _infix(formula)
        case Minus(operand=operand):
            return _row("<mo>−</mo>", _inside(operand, HADAMARD))
        case Fraction(top=top, bottom=bottom):
            return f"<mfrac>{_group(top)}{_group(bottom)}</mfrac>"
        case Power(base=base, exponent=exponent, entrywise=entrywise):
            above = "<mi>⊤</mi>" if exponent == TRANSPOSED else _row("<mo>⊙</mo>" * entrywise, _write(exponent))
            return f"<msup>{_row(_inside(base, POWER + 1))}{above}</msup>"
        case Call(function=function, arguments=arguments, below=below):
            name = _identifier(function)
            name = f"<msub>{name}{_write(below)}</msub>" if below else name
            inside = "<mo>,</mo>".join(map(_write, arguments))
            return _row(name, "<mo>\u2061</mo>", _fenced("(", inside, ")"))
        case Fence(left=left, operand=operand, right=right):
            return _fenced(left, _write(operand), right)
        case Places(base=base, places=places):
            return _row(_inside(base, ATOM), _fenced("[", f"<mtext>{', '.join(places)}</mtext>", "]"))
        case Root(operand=operand):
            return f"<msqrt>{_write(operand)}</msqrt>"
        case Sum(operand=operand, below=below, above=above):
            sign = f"<munder><mo>∑</mo>{_write(below)}</munder>" if below else "<mo>∑</mo>"
            sign = f"<munderover><mo>∑</mo>{_write(below)}{_write(above)}</munderover>" if below and above else sign
            return _row(sign, _inside(operand, PRODUCT))
        case Cases():
            return _cases(formula)
        case Vector(entries=entries):
            return _fenced("(", "<mo>,</mo>".join(map(_write, entries)), ")")
        case Matrix(rows=rows):
            return _fenced("[", _table(rows), "]")


def _indexed(base: Formula) -> str:
    """What has places below it, in brackets where something stands below or above it already."""
    is_plain = isinstance(base, Vector | Matrix) or (isinstance(base, Symbol) and has_room_below(base.name))
    return _write(base) if is_plain else _fenced("(", _write(base), ")")


def write_name(name: str) -> str:
    """A name as MathML.

    >>> write_name("yhat")
    '<mover accent="true"><mi mathvariant="normal">y</mi><mo>^</mo></mover>'
    """
    if isinstance(name, Derivative):
        top, bottom = (_row("<mo>∂</mo>", write_name(part)) for part in (name.cost, name.by))
        return f"<mfrac>{top}{bottom}</mfrac>"
    if isinstance(name, EntryName):
        array = write_name(name.array)
        array = _fenced("(", array, ")") if name.is_bracketed else array
        return f"<msub>{array}{_row(*map(write_name, name.indices))}</msub>"
    parts = read_name(name)
    letter = _identifier(parts.letter)
    letter = _accent(letter, "^") if parts.hat else letter
    numbers = [parts.below] if parts.counts else parts.below.split(",") if parts.below else []
    below = [f"<mn>{one}</mn>" if one[0].isdecimal() else _identifier(one) for one in numbers]
    below += [_step(*name.step)] if isinstance(name, StepName) else []
    written = _row("<mo>,</mo>".join(below)) if len(below) > 1 else "".join(below)
    return f"<msub>{letter}{written}</msub>" if written else letter


def _step(letter: str, added: str) -> str:
    """A step such as t − 1."""
    return _row(_identifier(letter), f"<mo>{added[0]}</mo><mn>{added[1:]}</mn>") if added else _identifier(letter)


def _identifier(text: str) -> str:
    """A letter or a word; a letter asks for no other font, and is slanted by the style sheet."""
    variant = ' mathvariant="normal"' if len(text) == 1 and text.isalpha() else ""
    return f"<mi{variant}>{escape(text)}</mi>"


def _infix(formula: Infix) -> str:
    fenced = [needs_parentheses(operand, formula, i) for i, operand in enumerate(formula.operands)]
    parts = [
        _parenthesized(operand) if inside else _write(operand)
        for operand, inside in zip(formula.operands, fenced, strict=True)
    ]
    written = parts[0]
    for before, operand, part, inside in zip(
        formula.operands, formula.operands[1:], parts[1:], fenced[1:], strict=False
    ):
        dot = needs_dot(before, operand, bracket=inside) or _is_filled(before) or _is_filled(operand)
        times = "·" if dot else "\u2062"
        apart = _is_fraction(before) or _is_fraction(operand)  # the bars of two must not become one
        space = '<mspace width="0.17em"/>' if apart and not formula.sign else ""
        written += f"{_sign(formula, times)}{space}{part}"
    return _row(written)


def _sign(formula: Infix, times: str) -> str:
    """The sign between two operands, with what stands below it."""
    small = ' largeop="false"' if formula.sign == "⊙" else ""  # Firefox takes it for a sign like that of a sum
    sign = f"<mo{small}>{escape(formula.sign or times)}</mo>"
    return f"<msub>{sign}{_group(formula.below)}</msub>" if formula.below else sign


def _is_fraction(formula: Formula) -> bool:
    return isinstance(formula, Fraction) or (isinstance(formula, Symbol) and isinstance(formula.name, Derivative))


def _cases(formula: Cases) -> str:
    rows = (
        f"<mtr><mtd>{_write(formula.then)}</mtd><mtd><mtext>if </mtext>{_write(formula.condition)}</mtd></mtr>"
        f"<mtr><mtd>{_write(formula.otherwise)}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"
    )
    return _row(f"<mo>{{</mo><mtable>{rows}</mtable>")


def _table(rows: tuple[tuple[Formula, ...], ...]) -> str:
    cells = ("".join(f"<mtd>{_write(entry)}</mtd>" for entry in row) for row in rows)
    return f"<mtable>{''.join(f'<mtr>{row}</mtr>' for row in cells)}</mtable>"


def _inside(operand: Formula, strength: int) -> str:
    return _parenthesized(operand) if operand.strength < strength else _write(operand)


def _parenthesized(operand: Formula) -> str:
    """In parentheses; those of a number that a page fills in are shown while it needs them."""
    written = _fenced("(", _write(operand), ")")
    if not (isinstance(operand, Number) and operand.key):
        return written
    plain = Number(operand.text).strength == ATOM
    return written.replace("<mrow>", f'<mrow class="{FILLED if plain else FENCED}">', 1)


def _is_filled(formula: Formula) -> bool:
    return isinstance(formula, Number) and bool(formula.key)


def _group(formula: Formula) -> str:
    return _row(_write(formula))


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _fenced(left: str, inside: str, right: str) -> str:
    return _row(f"<mo>{escape(left)}</mo>", inside, f"<mo>{escape(right)}</mo>")


def _accent(letter: str, accent: str) -> str:
    return f'<mover accent="true">{letter}<mo>{accent}</mo></mover>'
