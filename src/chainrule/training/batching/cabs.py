"""CABS: the batch is as large as learning rate times noise over cost (Balles, Romero and Hennig, 2017)."""

from dataclasses import dataclass
from typing import ClassVar

from chainrule.settings import real_number, whole_number
from chainrule.training.batching.scheme import Decision, Kept, Look, Scheme


@dataclass(frozen=True)
class CABS(Scheme):
    """`batch_size="cabs"`: B = η S/L, S the trace of the gradient's covariance and L the cost, whose least is 0.

    It is derived for gradient descent without momentum, with η fixed: the rate is left alone. Both S and L are moving
    averages; sizes go up and down.
    """

    every: int = 10
    beta: float = 0.9

    called: ClassVar[str] = "cabs"

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "every", whole_number("every", self.every, 1))
        object.__setattr__(self, "beta", real_number("beta", self.beta, 0, 1))

    def decide(self, look: Look, kept: Kept) -> tuple[Decision, dict[str, float]]:
        """η S/L, rounded, between `start` and the limit."""
        later = {**kept, "next": float(look.step + self.every)}
        if not len(look.costs):
            return Decision(look.step, look.size, look.learning_rate, "no cost is known yet"), later
        noise = look.noise(look.size)
        weight = self.beta * kept.get("weight", 0.0) + 1 - self.beta
        traces = self.beta * kept.get("traces", 0.0) + (1 - self.beta) * noise.trace
        costs = self.beta * kept.get("costs", 0.0) + (1 - self.beta) * float(look.costs.mean())
        first, most = self.first_size(look.rows), self.largest_size(look.rows)
        wanted = look.learning_rate * traces / costs if costs > 0 else float(most)
        size = int(min(max(round(min(wanted, most)), first), most))
        why = f"η S/L = {look.learning_rate:.3g} · {traces / weight:.3g}/{costs / weight:.3g}"
        decision = Decision(
            look.step, size, look.learning_rate, why, trace=traces / weight, signal=noise.signal, wanted=wanted
        )
        return decision, {**later, "weight": weight, "traces": traces, "costs": costs}
