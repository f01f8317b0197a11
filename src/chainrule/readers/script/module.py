"""The module around a script's code: its title, imports, functions, data, and the sections with their equations."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import wrap
from zlib import crc32

import numpy as np

from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative, differentiated
from chainrule.ops import dropout, windows
from chainrule.ops.indexing import scatter_add
from chainrule.ops.inverses import log_determinant
from chainrule.readers.equations import Equation, equations
from chainrule.readers.script.arrays import WIDE
from chainrule.readers.script.code_lines import Line, Words
from chainrule.readers.script.intermediates import OPENED
from chainrule.readers.typeset.text import to_text
from chainrule.transforms import differentiate
from chainrule.transforms.simplify import simplify

IGNORED = "  # type: ignore[arg-type]"  # a remark for those who check types
ARRAY = "Array = NDArray[np.float64]"
OTHERS = "the arrays beside this script are not those that it was written with"
CREDIT = "Printed by chainrule. It needs NumPy and nothing else."


def passes(graph: Graph, prepared: Graph, lines: Sequence[Line]) -> list[str]:
    """The lines of both passes, each below its equation."""
    written = {
        name: to_text(one.formula) for name, one in _shown(graph, prepared).items() if not _is_array(prepared, name)
    }
    code = []
    for title, backward in (("forward", False), ("backward", True)):
        own = [line for line in lines if line.backward is backward]
        code += [*heading(title)] if own else []
        for line in own:
            code += [*comment(written.get(line.name, "")), line.code]
    return code


def _shown(graph: Graph, prepared: Graph) -> dict[str, Equation]:
    """The equation of each name: of the graph that the code is printed from, where that says the same cotangents.

    Of z = w², q = 3 z, L = z w the code computes L = w³, in which there is no z any more; where a cost has gone past a
    name, or two names have become one, the equations are those of the graph as it was written.
    """
    shown = {one.name: one for one in equations(prepared, "named").all}
    if not _has_the_same_way_back(prepared):
        return shown | {one.name: one for one in equations(graph, "named").all}
    # a loss is shown as it stands in the graph, not as it was opened
    opened = {name for name, node in graph.all_names.items() if node.op.name in OPENED}
    return shown | {one.name: one for one in (equations(graph, "named").all if opened else ()) if one.name in opened}


def _has_the_same_way_back(prepared: Graph) -> bool:
    """Whether the cotangents of a graph are those of its own forward pass, as far as simplification can tell."""
    asked = [name for name in prepared.all_names if isinstance(name, Derivative)]
    cost, _ = differentiated(prepared)
    if not asked or not all(one in prepared.all_names for one in (cost, *(name.by for name in asked))):
        return True
    record = differentiate.passes(prepared.node(cost), [prepared.node(name.by) for name in asked])
    found: dict[str, Node] = {name: prepared.node(name) for name in asked}
    again = {f"{name} again": record.cotangents[prepared.node(name.by)] for name in asked}
    both = simplify(Graph({**found, **again}))
    return all(both.node(name) is both.node(f"{name} again") for name in asked)


def _is_array(graph: Graph, name: str) -> bool:
    return name in graph.all_names and graph.node(name).op.name == "constant"


def heading(title: str) -> list[str]:
    """The comment that begins a section."""
    return ["", f"# ---- {title} ----", ""]


def comment(text: str) -> list[str]:
    """A comment, on as many lines as it takes; none for nothing."""
    return [f"# {line}" for line in wrap(text, WIDE, subsequent_indent="    ", break_long_words=False)]


def write_module(title: str, words: Words, code: Sequence[str], stored: Mapping[str, Array]) -> str:
    """The whole file, which reads what is stored from another one beside it."""
    text = "\n".join(code)
    drawn = [
        function for function in (dropout.draw_dropout_mask, dropout.draw_uniform) if f"{function.__name__}(" in text
    ]
    adds, eliminates = (f"{name}(" in text for name in ("scatter_add", "log_determinant"))
    moves = "windows_of(" in text or "images_of(" in text
    functions = ["\n".join(lines) for _, lines in words.functions.values()]
    calls_math = "math." in "".join([text, *functions])
    typed = bool(drawn) or adds or eliminates or moves
    imports = _imports(reads_file=bool(stored), typed=typed, calls_math=calls_math)
    head = [f'"""{title}\n\n{CREDIT}\n"""', imports]
    blocks = [*functions, *([ARRAY] if typed else []), *_drawing(drawn)]
    blocks += [_as_it_stands(one) for one, is_used in ((scatter_add, adds), (log_determinant, eliminates)) if is_used]
    blocks += _windows() if moves else []
    body = "\n".join([*_reading(stored), text.strip()])
    return (
        "\n\n".join(head) + "\n\n" + "".join(f"\n{block}\n\n" for block in blocks) + "\n" * bool(blocks) + body + "\n"
    )


def _reading(stored: Mapping[str, Array]) -> Iterable[str]:
    """The lines that read the arrays of a script, and stop where they are those of another one."""
    if stored:
        yield 'stored = np.load(Path(__file__).with_suffix(".npz"))'
        yield f'if crc32(b"".join(stored[each].tobytes() for each in stored)) != {_digits_of(stored):#010x}:'
        yield f"    raise SystemExit({OTHERS!r})\n"


def _digits_of(stored: Mapping[str, Array]) -> int:
    return crc32(b"".join(np.asarray(one).tobytes() for one in stored.values()))


def _imports(*, reads_file: bool, typed: bool, calls_math: bool) -> str:
    reading = ["from pathlib import Path", "from zlib import crc32"] if reads_file else []
    own = [*(["import math"] if calls_math else []), *reading]
    return "\n".join(
        [*own, *([""] if own else []), "import numpy as np", *(["from numpy.typing import NDArray"] if typed else [])]
    )


def _drawing(drawn: Iterable[Callable[..., object]]) -> Iterable[str]:
    """What draws masks and noise, and the hashes that it is drawn by, as they stand in chainrule."""
    for number, function in enumerate(drawn):
        if number == 0:
            yield f"BLOCK = {dropout.BLOCK}\n_WORD = {dropout._WORD:#x}"  # noqa: SLF001
            yield from (_as_it_stands(one) for one in (dropout._mix, dropout._mix_word, dropout._hashes))  # noqa: SLF001
        is_mask = function is dropout.draw_dropout_mask
        yield _as_it_stands(dropout.write_dropout_mask if is_mask else dropout.write_uniform)
        yield _as_it_stands(function)


def _as_it_stands(function: Callable[..., object]) -> str:
    """The source of one of chainrule's own functions."""
    return inspect.getsource(function).replace(IGNORED, "").rstrip()


def _windows() -> Iterable[str]:
    """Windows and what puts them back, as they stand in chainrule."""
    yield "Steps = tuple[int, ...]\nPart = tuple[slice | int, ...]"
    for function in windows.PRINTED:
        yield _as_it_stands(function)


def letters(words: Words, leaves: Mapping[str, tuple[object, ...]], sizes: Mapping[str, int]) -> list[str]:
    """A line for each letter that the code uses: the size of a leaf's axis, else its number."""
    lines = []
    for letter, variable in words.letters.items():
        carrier = next((name for name, shape in leaves.items() if letter in shape), None)
        size = f"{words.variable(carrier)}.shape[{leaves[carrier].index(letter)}]" if carrier else str(sizes[letter])
        lines.append(f"{variable} = {size}")
    return lines
