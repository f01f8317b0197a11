"""Labels: the data of a board that a claim may take for probabilities, one-hot columns, or zeros and ones.

A label is what is declared to be one, or what stands as the target of a loss. A parameter is no label, whatever its
name.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.boards.facts import Fact
from chainrule.graph.node import Node
from chainrule.tutor.targets import Numbers, targets


@dataclass(frozen=True)
class Grounds:
    """What a claim may rest on: a fact about each of some leaves, by name."""

    facts: Mapping[str, Fact]

    def __str__(self) -> str:
        """The clause behind "Right, where"."""
        return " and ".join(fact.about(name) for name, fact in self.facts.items())


def possible_grounds(cost: Node, declared: Mapping[str, Fact], numbers: Numbers) -> list[Grounds]:
    """What claims about a board may rest on, the weaker first: sums of 1 before one-hot, one leaf before several."""
    strongest = {**dict(targets(cost, numbers)), **declared}
    weakest = {name: _weakened(fact) for name, fact in strongest.items()}
    found = []
    for facts in (weakest, strongest):
        found += [Grounds({name: fact}) for name, fact in facts.items()]
        found += [Grounds(facts)] if len(facts) > 1 else []
    return list({str(one): one for one in found}.values())


def _weakened(fact: Fact) -> Fact:
    """What is known of columns that are one-hot as of all that are probabilities: they sum to 1."""
    return Fact("sums to 1", fact.axis) if fact.kind == "one-hot" else fact
