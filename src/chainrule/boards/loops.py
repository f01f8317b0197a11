"""Loops: the line `for t in 1..T:`, `for t in T..1:` from the end, or Python's own `for t in range(1, T + 1):`."""

import ast

from chainrule.boards.faults import Place
from chainrule.boards.statements import read_statement
from chainrule.boards.steps import LOOP, Counting
from chainrule.errors import WhiteboardError


def read_loop(head: Place, counting: Counting) -> tuple[str, range]:
    """The letter that counts, and the numbers that it takes.

    >>> read_loop(Place(1, "for t in 1..T:"), Counting(sizes={"T": 3}))
    ('t', range(1, 4))
    >>> list(read_loop(Place(1, "for t in 3..1:"), Counting())[1])
    [3, 2, 1]
    """
    try:
        statement = read_statement(Place(head.line, f"{head.text} pass"))
    except WhiteboardError:
        raise head.fault(LOOP) from None
    match statement:
        case ast.For(target=ast.Name(id=letter) as target, iter=over):
            counting.require_free(letter, head.at_byte(target.col_offset))
            return letter, counting.loop(over, head, may_fall=True)
    raise head.fault(LOOP)
