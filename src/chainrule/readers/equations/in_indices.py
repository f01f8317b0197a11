"""Equations in indices: each name entry by entry, and each cotangent through ∂P_jn/∂A_kn, as lecture 2 derives P − Y.

A line for the entry of each name; for each name that moves, the slope of its users by it, and the chain rule: Σ over
the entries of the user, what they are equal to, and what is left of it where something cancels.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce

from chainrule.boards.facts import Fact
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative, differentiated, forward_pass, moving_with
from chainrule.ops.upstream import is_layer
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.readers.indices.algebra import minus, negative, one, replaced, summed, times
from chainrule.readers.indices.algebra import plus as added
from chainrule.readers.indices.chain import Chain, Link
from chainrule.readers.indices.definitions import Definitions
from chainrule.readers.indices.opening import opened
from chainrule.readers.indices.terms import Entry, Slope, Total, entries_in
from chainrule.readers.indices.writing import Writer
from chainrule.readers.notation.combining import plus, product
from chainrule.readers.notation.formula import ONE, SUM, Formula, Infix, Minus, Sum, Symbol
from chainrule.readers.notation.names import EntryName
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.typeset.text import to_text
from chainrule.transforms.rules.patterns import axis_of_one


def in_indices(graph: Graph) -> Equations:
    r"""The equations of a graph entry by entry.

    >>> import chainrule as cr
    >>> print(in_indices(cr.whiteboard("params W (k, n)\nL = sum(W**2)").backward()))
    L = Σⱼ Σᵢ Wⱼᵢ²
    ∂L/∂Wᵢₗ = 2 Wᵢₗ
    """
    reader = _Reader(graph)
    return Equations(tuple(reader.forward()), tuple(reader.backward()))


class _Reader:
    """Writes the lines of a graph; remembers each cotangent, in the letters of its own line."""

    def __init__(self, graph: Graph) -> None:
        self._cost, self._wrt = differentiated(graph)
        handed_in = self._cost and is_layer(graph.node(self._cost))
        self._unwritten = self._cost if handed_in else ""  # the cost of a layer
        self._opened = opened(forward_pass(graph))
        self._top = self._opened.graph.node(self._cost) if self._cost else None
        self._definitions = Definitions(self._opened)
        self._ones = _ones(self._definitions)
        self._chain = Chain(self._definitions, {name: place for name, (place, _) in self._ones.items()})
        self._found: dict[str, tuple[Entry, Total]] = {}

    # ---- forward --------------------------------------------------------------------------------------------------

    def forward(self) -> Iterator[Equation]:
        """A line for the entry of each name; for the whole where no rule says what an entry is made of."""
        for each in self._definitions:
            if each.node.is_leaf or each.name == self._unwritten:
                continue
            if each.made_of is None:
                shown = {node: Symbol(name) for node, name in self._opened.names.items() if node is not each.node}
                yield Equation(each.name, each.node.shape, (write_tree(each.node, shown),))
            else:
                write = self._writer(each.entry)
                yield Equation(_name(write, each.entry), each.node.shape, (write.total(each.made_of),))
        for name, node in self._opened.graph.all_names.items():
            if name != self._definitions[node].name:
                yield self._second_name(name, self._definitions[node].entry)

    def _second_name(self, name: str, first: Entry) -> Equation:
        """The line of a name whose node has another one already."""
        write = self._writer(first)
        return Equation(_name(write, Entry(name, first.indices)), (), (write.total(one(first)),))

    def _writer(self, *entries: Entry) -> Writer:
        taken = frozenset(str(index.key) for each in entries for index in each.indices)
        return Writer(self._definitions.letters, taken=taken)

    # ---- backward -------------------------------------------------------------------------------------------------

    @cached_property
    def _way(self) -> list[Node]:
        """The names between the cost and what it is differentiated by, from the cost back."""
        graph = self._opened.graph
        order = topological([graph.node(self._cost)])
        moving = moving_with([graph.node(name) for name in self._wrt], order)
        return [node for node in reversed(order) if node in moving and node in self._opened.names]

    def backward(self) -> Iterator[Equation]:
        """For each name the slopes of its users, and its cotangent."""
        if not self._cost:
            return
        definitions = self._definitions
        if self._top is not None and self._top.is_leaf:
            yield Equation(Derivative(self._cost, self._top.name), (), (ONE,))
        for node in self._way[1:]:
            if definitions.whole(node) is not None:
                continue
            users = (definitions.through(user) for user in self._way if node in definitions.read[user])
            links = [self._chain.link(user, node) for user in dict.fromkeys(users)]
            write = self._writer(*(each for link in links for each in (link.by, link.user.entry)))
            for link in links:
                yield from self._slopes(link, write)
            line = self._cotangent(links, write)
            if line.sides != (Symbol(line.name),):  # which says nothing: the cost may be any function
                yield line

    def _slopes(self, link: Link, write: Writer) -> Iterator[Equation]:
        """The slope of a user, after those of what it goes through; the cost's is the cotangent itself."""
        for left, said in link.before.items():
            yield Equation(_name(write, left), (), (write.total(said),))
        if link.user.node is not self._top and link.user.made_of is not None:
            yield Equation(_name(write, link.left), (), _different(map(write.total, link.steps)))

    def _cotangent(self, links: Sequence[Link], write: Writer) -> Equation:
        """The chain rule, what stands for its factors, and what is left of it."""
        by = links[0].by
        met = [(link, self._upstream(link)) for link in links]
        left = added(*(_handed(value, link) for link, value in met))
        open_form, found = self._chain.plainest(left, ones=False), self._chain.plainest(left)
        self._found[by.name] = (by, found)
        rule = added(*(self._rule(link) for link in links))
        sides = [*map(write.total, (rule, left, open_form, found))]
        if any(value not in (None, one(self._of_cost(link.user.entry))) for link, value in met):
            sides.insert(1, reduce(_joined, (_side_by_side(value, link, write) for link, value in met)))
        rules = self._resting_on(open_form) if open_form != found else ()
        return Equation(_name(write, self._of_cost(by)), (), _different(sides), rules=rules)

    def _of_cost(self, of: Entry) -> Entry:
        return Entry(Derivative(self._cost, of.name), of.indices)

    def _rule(self, link: Link) -> Total:
        """Σ ∂L/∂P_jn ∂P_jn/∂A_kn; of the cost itself its slope."""
        if link.user.node is self._top:
            return link.slope
        return summed(times(one(self._of_cost(link.user.entry)), one(link.left)), link.bound)

    def _upstream(self, link: Link) -> Total | None:
        """The cotangent of a user: by its name, or written out where something of it cancels; none of the cost."""
        if link.user.node is self._top:
            return None
        own, value = self._found[link.user.name]
        value = replaced(value, dict(zip(own.indices, link.user.entry.indices, strict=True)))
        return value if _cancels(value, link.slope) else one(self._of_cost(link.user.entry))

    def _resting_on(self, part: Total) -> tuple[str, ...]:
        """What is said where a sum of labels is 1."""
        names = {each.name for each in entries_in(part)}
        return tuple(said for name, (_, said) in self._ones.items() if name in names)


def _ones(definitions: Definitions) -> Mapping[str, tuple[int, str]]:
    """Of which names a sum is 1: along which of their indices, and the sentence that says so."""
    found = {}
    for each in definitions:
        axis = axis_of_one(each.node)
        if axis is not None and (index := each.place[axis]) is not None:
            letters = tuple(str(one.key) for one in each.entry.indices)
            summed_up = to_text(Sum(Symbol(EntryName(each.name, letters)), Symbol(str(index.key))))
            fact = Fact("sums to 1", axis).about(each.name)
            found[each.name] = each.entry.indices.index(index), f"{summed_up} = 1, for {fact}"
    return found


def _name(write: Writer, factor: Entry | Slope) -> str:
    """What is written left of the sign of equality."""
    written = write.factor(factor)
    assert isinstance(written, Symbol)  # noqa: S101
    return written.name


def _different(sides: Iterable[Formula]) -> tuple[Formula, ...]:
    """The sides of an equation, none of them twice."""
    return tuple(dict.fromkeys(sides))


def _handed(value: Total | None, link: Link) -> Total:
    """What a user hands back: its cotangent times its slope, summed over its own entries."""
    if value is None:
        return link.slope
    return added(*(summed(times(Total((term,)), link.slope), link.bound) for term in value.terms))


def _side_by_side(value: Total | None, link: Link, write: Writer) -> Formula:
    """The same, in which nothing has cancelled yet."""
    if value is None:
        return write.total(link.slope)
    is_negative = len(value.terms) == 1 and value.terms[0].number < 0
    factors = [write.total(minus(value) if is_negative else value), write.total(link.slope)]
    written: Formula = product(*[factor for factor in factors if factor != ONE] or [ONE])
    for index in reversed(link.bound):
        written = Sum(written, Symbol(str(index.key)))
    return Minus(written) if is_negative else written


def _joined(left: Formula, right: Formula) -> Formula:
    """The sum of what two users hand back."""
    if isinstance(right, Minus):
        return Infix("−", (left, right.operand), SUM)
    return plus(left, right)


def _cancels(value: Total, slope: Total) -> bool:
    """Whether something stands above the bar of one and below that of the other."""
    return any(
        (own := other.powers.get(factor) or other.powers.get(negative(factor))) is not None and own * power < 0
        for term in value.terms
        for other in slope.terms
        for factor, power in term.powers.items()
    )
