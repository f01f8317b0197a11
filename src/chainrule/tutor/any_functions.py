"""Any functions: a board of undefined functions with drawn ones in their place, so that claims about it can be tried.

What is right of functions whose waves are random is right of all. In f(h(g(m(x)))) the name of a function is that of
its value too, as the lecture has it: df/dx = df/dh · dh/dg · dg/dm · dm/dx.
"""

from collections import Counter
from dataclasses import replace

from chainrule.boards.whiteboard import Whiteboard
from chainrule.graph.graph import Graph, rebuild
from chainrule.ops.undefined import drawn, undefined_in, uses_of_functions


def with_drawn_functions(board: Whiteboard) -> Whiteboard:
    """The same board, where each undefined function is one that can be computed; itself where there is none."""
    if not undefined_in(board.graph.order):
        return board
    new = rebuild(board.graph.order, drawn)
    named = {*board.graph.leaves.values(), *board.graph.names.values()}
    uses = list(uses_of_functions(board.graph.order))
    times = Counter(name for name, _ in uses)
    free = {name: node for name, node in uses if times[name] == 1 and name not in board.graph.all_names}
    values = {name: new[node] for name, node in free.items() if node not in named}
    graph = Graph(
        {name: new[node] for name, node in board.graph.outputs.items()},
        {**{name: new[node] for name, node in board.graph.names.items()}, **values},
        tuple(board.graph.leaves.values()),
    )
    return replace(board, graph=graph, parts={new[node]: part for node, part in board.parts.items() if node in new})
