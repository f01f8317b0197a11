"""A board's text to its graph: declarations, assignments, costs."""

import ast
from collections.abc import Mapping

from chainrule.boards.any_functions import calls, function_called, is_chain, read_functions
from chainrule.boards.averages import averages_kept
from chainrule.boards.blocks import Block, Line, read_blocks
from chainrule.boards.board_functions import FUNCTIONS
from chainrule.boards.calls import with_exp
from chainrule.boards.declarations import read_declarations, said_of
from chainrule.boards.definitions import Inlining, read_definition
from chainrule.boards.expressions import Reader
from chainrule.boards.faults import Place, plain, refuse_signs, require_short, without_remark
from chainrule.boards.handed_in import handed_in
from chainrule.boards.loops import read_loop
from chainrule.boards.names import Names
from chainrule.boards.places import require_within
from chainrule.boards.scoping import Scoping
from chainrule.boards.second_derivatives import asks_for_one
from chainrule.boards.statements import NESTED, indent_of, no_assignment, read_statement, require_readable
from chainrule.boards.step_declarations import read_sizes
from chainrule.boards.steps import Counting, Index, step_name, write_step
from chainrule.boards.whiteboard import Whiteboard
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.ops.elementwise import same
from chainrule.ops.identifiers import Names as Identifiers
from chainrule.ops.indexing import is_index
from chainrule.ops.running_averages import is_running
from chainrule.ops.undefined import undefined
from chainrule.ops.upstream import upstream as upstream_cost


def read_whiteboard(text: str) -> Whiteboard:
    """The board that a text describes.

    >>> read_whiteboard("f = 1 / (1 + exp(-x))").graph
    <graph of 7 nodes: x () -> f ()>
    """
    return _Writer(text).board()


class _Writer:
    """Reads a board line by line, remembering what each name means."""

    def __init__(self, text: str) -> None:
        require_short(text)
        self._text = text
        places = [Place(number, without_remark(line)) for number, line in enumerate(plain(text).splitlines(), 1)]
        self._places = [place for place in places if place.text.strip()]
        self._counting = Counting()
        self._names = Names(self._counting, [place.text.partition("=")[0].strip() for place in self._places])
        self._scoping = Scoping()
        self._inlining = Inlining(self._counting, self._scoping, self._read, self._keep, self._names)
        self._names.definitions, self._names.local = self._inlining.definitions, self._inlining.local
        self._functions = self._names.functions
        self._reader = Reader(self._names.find, self._functions, self._counting, self._inlining, self._names.at_step)
        self._named: set[Node] = set()
        self._statements: dict[Place, ast.stmt] = {}  # a line of a loop is read in every step

    def board(self) -> Whiteboard:
        """Everything, once all lines are read."""
        if not self._places:
            raise Place(1, "").fault("the board is empty; write a line such as f = 1 / (1 + exp(-x))")
        places = [place for place in self._places if not read_sizes(place, self._counting)]
        assignments = [place for place in places if not self._declare(place)]
        self._require_apart_from_functions()
        chained = is_chain(list(self._functions), assignments)
        self._functions.update({name: undefined(name, chained=chained) for name in self._functions})
        for one in self._names.declarations.values():
            if one.name in self._names.letters:
                raise one.place.fault(f"{one.name} is a size in a shape and cannot be a name too")
        self._require_one_size()
        lines = read_blocks(assignments)
        if all(isinstance(line, Block) and not line.is_loop for line in lines):
            raise self._places[-1].fault("the board has no assignment; write a line such as yhat = w @ x + b")
        for block in (line for line in lines if isinstance(line, Block) and not line.is_loop):
            self._define(block)
        for line in lines:
            self._read_line(line)
        return self._read_board()

    def _read_board(self) -> Whiteboard:
        """What all lines together say."""
        known, declared = self._names, self._names.declarations
        if known.assigned.keys() <= known.used:  # a second derivative is the last line where there is no other
            known.used.discard([*known.assigned][-1])
        upstream = handed_in(declared.values(), known.assigned, known.used, known.spellings)
        if upstream:
            self._add_cost(upstream)
        costs = [name for name in known.assigned if name not in known.used]
        outputs = {name: known.assigned[name] for name in costs}
        names = {name: node for name, node in known.assigned.items() if name not in outputs}
        graph = Graph(outputs, names, tuple(leaf for leaf in known.leaves.values() if not is_running(leaf)))
        require_within(graph, declared)
        undeclared = tuple(name for name in known.leaves if name not in declared)
        parts, steps = self._reader.parts, known.steps
        return Whiteboard(
            self._text,
            graph,
            tuple(costs),
            undeclared=undeclared,
            parts=parts,
            upstream=upstream,
            steps=steps,
            running=averages_kept(declared.values(), graph),
            sizes=self._counting.sizes,
            scopes=self._scoping.scopes,
            **said_of(declared),
        )

    def _add_cost(self, upstream: Mapping[str, str]) -> None:
        """The cost that nobody wrote, of a layer that is told the cotangents of its lines."""
        known = self._names
        operands = (node for given, name in upstream.items() for node in (known.assigned[name], known.leaves[given]))
        cost = Identifiers([*known.assigned, *known.leaves, *known.letters, *self._functions]).fresh("L")
        known.assigned[cost] = upstream_cost(*operands)
        known.used.update(upstream.values())

    def _declare(self, place: Place) -> bool:
        refuse_signs(place)
        if (functions := read_functions(place)) is not None:
            self._functions.update({name: undefined(name) for name in functions})
            return True
        declarations = read_declarations(place, self._counting)
        for one in declarations or ():
            if one.name in self._names.declarations:
                shown = one.name if one.step is None else write_step(one.step[0], (one.step[1],))
                raise one.place.fault(f"{shown} is declared twice")
            if one.name in self._counting.sizes:
                raise one.place.fault(f"{one.name} is a size, {self._counting.sizes[one.name]}, and no name")
            if one.name in self._names.last or (one.step is not None and one.step[0] in self._names.declarations):
                raise one.place.fault("a name has steps, x[1], or none; give one of the two another name")
            self._names.declarations[one.name] = one
            self._names.letters.update(d for d in one.shape if isinstance(d, str))
            for spelled in (one.name, *one.shape):
                self._names.spellings.add(str(spelled))
            self._names.leaves[one.name] = one.leaf()
            if one.step is not None:
                self._names.add_step(one.step[0], (one.step[1],))
        return declarations is not None

    def _require_one_size(self) -> None:
        """Nothing, or the error for values that give a letter two sizes."""
        sizes: dict[str, int] = {}
        for one in self._names.declarations.values():
            for letter, size in zip(one.shape, () if one.value is None else one.value.shape, strict=False):
                if isinstance(letter, str) and sizes.setdefault(letter, size) != size:
                    before = f"a value above has {letter} = {sizes[letter]}"
                    raise one.place.fault(f"{one.name} has {letter} = {size}, but {before}")

    def _require_apart_from_functions(self) -> None:
        """Nothing, or the error for a name or a size that is the letter of an undefined function too."""
        for one in self._names.declarations.values():
            for name in (one.name, *one.shape):
                if function := function_called(str(name), self._functions):
                    raise one.place.fault(f"{function} is a function here; give one of the two another letter")

    # ---- lines ------------------------------------------------------------------------------------------------------

    def _define(self, block: Block) -> None:
        one = read_definition(block)
        if one.name in FUNCTIONS or one.name in self._functions:
            raise block.head.fault(f"{one.name} is a function already; choose another name")
        if one.name in self._inlining.definitions:
            raise block.head.fault(f"{one.name} is defined twice; give the second one another name")
        if one.name in self._names.leaves or one.name in self._names.letters:
            raise block.head.fault(f"{one.name} is declared above; choose another name for the definition")
        self._inlining.definitions[one.name] = one

    def _read_line(self, line: Line) -> None:
        """One more line: an assignment, or a loop, step by step."""
        if not isinstance(line, Block):
            self._assign(line)
        elif line.is_loop:
            letter, steps = read_loop(line.head, self._counting)
            if letter in (*self._names.assigned, *self._names.leaves, *self._names.letters):
                raise line.head.fault(f"{letter} is a name of the board; take another letter for the step")
            with self._scoping.loop(letter, steps):
                for number in steps:
                    with self._counting.at(letter, number), self._scoping.step(letter, number):
                        for inner in line.body:
                            self._read_line(inner)
        elif self._counting.steps:
            raise line.head.fault("a definition stands above the loop and not in it")

    def _assign(self, place: Place) -> None:
        base, index, expression = self._parse(place)
        name, shown, place_of_name = step_name(base, index), base, place.at(indent_of(place))
        if index:
            shown = write_step(base, index)
        self._require_fitting(base, index, place_of_name)
        if (function := function_called(name, self._functions)) and not calls(expression, function):
            told = f"{function} is a function here; only what it gives may be called so: {function} = {function}(…)"
            raise place_of_name.fault(told)
        if name in self._names.declarations:
            raise place_of_name.fault(f"{shown} is declared above and cannot be assigned; choose another name")
        if name in self._names.letters:
            raise place_of_name.fault(f"{shown} is a size in a shape and cannot be assigned; choose another name")
        if name in self._names.assigned:
            raise place_of_name.fault(f"{shown} is assigned twice; give the second one another name")
        if name in self._names.leaves:
            raise place_of_name.fault(f"{shown} is used above before it is assigned; move this line up")
        self._names.require_one_spelling(name, place_of_name)
        self._inlining.target = base, index
        used = {*self._names.used, name} if asks_for_one(expression) else None
        try:
            node = self._read(expression, place)
        except (RecursionError, MemoryError):  # where the stack was deep before
            raise place_of_name.fault(NESTED) from None
        self._name(base, index, node)
        if used is not None:  # what is differentiated twice may still be the cost, and what comes out is none
            self._names.used = used
        if name in self._names.leaves:
            raise place_of_name.fault(f"{shown} stands on both sides; give the left one another name")
        self._names.require_one_spelling(name, place_of_name)

    def _name(self, base: str, index: Index, node: Node) -> Node:
        """A node with a name that the lines below can read; what has one already gets another, with uses of its own."""
        name = step_name(base, index)
        if (node in self._named and not is_index(node)) or _is_real(node):
            node = same(node)
            self._scoping.claim(node)
        self._named.add(node)
        self._names.assigned[name] = node
        self._names.spellings.add(name)
        if index:
            self._names.add_step(base, index)
        return node

    def _keep(self, base: str, index: Index, node: Node) -> Node:
        """A node of a definition, with its name where it is no number; what its lines leave unused is no cost."""
        if not (node.operands or _is_real(node)):
            return node
        self._names.used.add(step_name(base, index))
        return self._name(base, index, node)

    def _read(self, expression: ast.expr, place: Place) -> Node:
        known = (self._names.declarations, self._names.assigned, self._names.letters)
        e_is_a_name = any("e" in names for names in known) or self._inlining.local("e") is not None
        read_so = expression if e_is_a_name or "**" not in place.text else with_exp(expression)
        node = self._reader.read(self._counting.numbered(read_so), place)
        self._scoping.claim(node)
        return node

    def _require_fitting(self, base: str, index: Index, place: Place) -> None:
        """Nothing, or the error for a name that is to have steps and none, or is that of something else."""
        if base in self._counting.known:
            raise place.fault(f"{base} is a number here, {self._counting.known[base]}, and cannot be assigned")
        if base in self._inlining.definitions:
            raise place.fault(f"{base} is a definition here; choose another name")
        if index and (base in self._names.assigned or base in self._names.leaves):
            raise place.fault(f"{base} is a name of its own, so it has no steps; choose another name")
        if not index and self._counting.steps:
            letters = ", ".join(self._counting.steps)
            raise place.fault(f"{base} would be assigned anew in every step; write {base}[{letters}] = …")
        if not index and base in self._names.last:
            raise place.fault(f"{base} has steps, and is no name of its own; choose another name, or a step")

    def _parse(self, place: Place) -> tuple[str, Index, ast.expr]:
        """The name, the step and the expression of an assignment."""
        if place not in self._statements:
            self._statements[place] = read_statement(place)
        match self._statements[place]:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                require_readable(value, place)
                return name, (), value
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name), slice=key)], value=value):
                require_readable(value, place)
                index = self._counting.index(key)
                if index is None or min(index) < 0:
                    told = f"a step is a whole number, 0 or more: {name}[t] in a loop over t, or {name}[1]"
                    raise place.at(indent_of(place)).fault(told)
                return name, index, value
        raise place.at(indent_of(place)).fault(
            no_assignment(self._statements[place], in_loop=bool(self._counting.steps))
        )


def _is_real(node: Node) -> bool:
    """Whether a node is data or a parameter that may be differentiated by."""
    return node.is_leaf and not (is_index(node) or is_running(node))
