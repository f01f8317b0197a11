"""AdaDamp: the batch grows as the cost falls (Sievert and Shah, *Improving the convergence of SGD*, 2021)."""

from dataclasses import dataclass
from math import ceil
from typing import ClassVar

from chainrule.settings import real_number, whole_number
from chainrule.training.batching.scheme import Decision, Kept, Look, Scheme


@dataclass(frozen=True)
class AdaDamp(Scheme):
    """`batch_size="adadamp"`: B = ⌈start · (F₀ − F*)/(F − F*)⌉, F the cost, F₀ the first one, F* = `least`.

    The cost is a moving average over batches. Where B lies above the limit, the rate falls by the same factor.
    """

    least: float = 0.0
    every: int = 20
    beta: float = 0.9

    called: ClassVar[str] = "adadamp"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "least", real_number("least", self.least))
        object.__setattr__(self, "every", whole_number("every", self.every, 1))
        object.__setattr__(self, "beta", real_number("beta", self.beta, 0, 1))

    def decide(self, look: Look, kept: Kept) -> tuple[Decision, dict[str, float]]:
        """How far the cost has come down says how much larger batches are."""
        later = {**kept, "next": float(look.step + self.every)}
        if not len(look.costs):
            return Decision(look.step, look.size, look.learning_rate, "no cost is known yet"), later
        began = kept.get("began", float(look.costs[0]))
        weight = self.beta * kept.get("weight", 0.0) + 1 - self.beta
        costs = self.beta * kept.get("costs", 0.0) + (1 - self.beta) * float(look.costs.mean())
        above, now = began - self.least, costs / weight - self.least
        first, most = self.first_size(look.rows), self.largest_size(look.rows)
        wanted = first * above / now if now > 0 < above else float(most)
        size = max(min(ceil(min(wanted, most)), most), look.size)
        scale = min(most / wanted, 1.0) if wanted > 0 else 1.0
        why = f"the cost has fallen to {costs / weight:.4g} from {began:.4g}"
        decision = Decision(look.step, size, look.learning_rate * scale, why, scale, wanted=wanted)
        return decision, {**later, "began": began, "weight": weight, "costs": costs}
