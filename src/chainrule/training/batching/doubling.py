"""Doubling: any schedule of the learning rate turned into one of the batch size, without a look at the noise.

The noise of SGD goes as η/B, so a batch of twice the size calms it as half the rate does (Smith, Kindermans, Ying and
Le, *Don't decay the learning rate, increase the batch size*, 2018). Where the optimizer divides by the size of each
entry, half the rate is 1/√2 of the rate and twice the batch (Meterez et al., *Seesaw*, 2025).
"""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from chainrule.training.batching.scheme import Decision, Kept, Look, Scheme, power_of_two_below


@dataclass(frozen=True)
class Doubling(Scheme):
    """`batch_size="doubling"`: where the schedule's rate has fallen to half of its highest, the batch has doubled.

    What is left of the fall, where it is no power of two or the batch is at its limit, stays in the rate.
    """

    called: ClassVar[str] = "doubling"
    every: ClassVar[int] = 16  # steps between two looks at the schedule, which cost nothing

    def decide(self, look: Look, kept: Kept) -> tuple[Decision, dict[str, float]]:
        """Batches of start · 2ᵏ, 2ᵏ being the whole part of how far the rate has fallen."""
        peak = max(kept.get("peak", 0.0), look.factor)
        fallen = peak / look.factor if look.factor > 0 else float("inf")
        first, most = self.first_size(look.rows), self.largest_size(look.rows)
        size = max(min(first * power_of_two_below(min(fallen, most / first)), most), look.size)
        scale = sqrt(size / first) if look.is_adaptive else size / first
        why = f"the rate has fallen to 1/{fallen:.3g} of its highest"
        decision = Decision(look.step, size, look.learning_rate * scale, why, scale)
        return decision, {**kept, "next": float(look.step + self.every), "peak": peak}
