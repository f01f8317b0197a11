"""Walk: the backward pass from a cost to one node, kept in parts, so that one of them can be exchanged."""

from collections.abc import Container, Iterable, Sequence

from chainrule.graph.node import Node
from chainrule.graph.passes import Part
from chainrule.transforms.differentiate import given_back, passes, sum_back
from chainrule.tutor.function_slips import Parts

TOGETHER = ("multiply", "add")  # W * W is a square: nobody comes back through one of its factors alone


class Walk:
    """The backward pass from a cost to one node, kept in parts, so that one of them can be exchanged."""

    def __init__(self, cost: Node, wrt: Node, named: Container[Node] = ()) -> None:
        self.named = named
        record = passes(cost, [wrt])
        self.cost, self.wrt, self.order, self.cotangents = cost, wrt, record.order, record.cotangents
        self.uses = {node: record.parts.get(node, ()) for node in self.order}
        self.parts = {node: self._by_position(node, record.handed_back.get(node, ())) for node in self.order}

    def _by_position(self, node: Node, parts: Iterable[Part]) -> Parts:
        """What a node hands back, operand by operand; None where nothing moves."""
        summed = {part.position: part.summed for part in parts}
        return tuple(summed.get(position) for position in range(len(node.operands)))

    def ways_from(self, node: Node) -> Sequence[Sequence[Part]]:
        """The ways from a node to the cost, each by the use that it begins with, or by the two of a square."""
        found: dict[tuple[Node, int], list[Part]] = {}
        for use in self.uses.get(node, ()):
            position = 0 if use.user.op.name in TOGETHER else use.position
            found.setdefault((use.user, position), []).append(use)
        return list(found.values())

    def gradient(self, changed: Node, parts: Parts) -> Node | None:
        """The cotangent of `wrt` if those of the operands of `changed` are `parts`; None where no path is left."""
        new, total = {changed: parts}, None
        for node in reversed(self.order[: self.order.index(changed)]):
            if any(use.user in new for use in self.uses[node]):
                total = total_of((new.get(use.user) or self.parts[use.user])[use.position] for use in self.uses[node])
                new[node] = self._nothing(node) if total is None else self.fitted(node, given_back(node, total))
        return total if self.wrt in new else None

    def onward(self, node: Node, total: Node) -> Node | None:
        """The cotangent of `wrt` if that of another node is `total`."""
        return total if node is self.wrt else self.gradient(node, self.fitted(node, given_back(node, total)))

    def _nothing(self, node: Node) -> Parts:
        return (None,) * len(node.operands)

    def fitted(self, node: Node, parts: Parts) -> Parts:
        """The parts, each summed back to the shape of its operand where it is larger; None where nothing moves."""
        return tuple(
            sum_back(part, operand.shape) if part is not None and operand in self.uses else None
            for part, operand in zip(parts, node.operands, strict=True)
        )


def total_of(terms: Iterable[Node | None]) -> Node | None:
    """The sum of those terms that are there; None of none."""
    total: Node | None = None
    for term in terms:
        total = total if term is None else term if total is None else total + term
    return total
