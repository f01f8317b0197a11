"""The noise-matched scheme: as many examples in a step as pay, measured while the run goes on.

"Noise helps us at the beginning of training, it hurts us towards the end. Can you suggest a batching scheme?" asks
lecture 2. This one measures the noise scale 𝓑 and what a step costs, and takes B* = √(𝓑 c₀/c₁) examples, where progress
for each second is greatest. The learning rate follows the gain in progress of a step, (S/B₀ + |G|²)/(S/B + |G|²)
(Johnson, Agrawal, Gu and Guestrin, *AdaScale SGD*, 2020), or its square root where the optimizer divides by the size of
each entry; it falls where batches cannot grow any more.
"""

from dataclasses import dataclass
from math import sqrt
from typing import ClassVar

from chainrule.errors import SettingError
from chainrule.settings import real_number, whole_number
from chainrule.training.batching.noise import RunningNoise
from chainrule.training.batching.scheme import Decision, Kept, Look, Scheme
from chainrule.training.batching.step_cost import StepCost

COSTS = ("measured", "counted")
SHARE = 64  # of the examples between two looks, one in so many is looked at
FEWEST = 64  # examples in a look
MOST = 4096
SLOWER = 4  # looks come further and further apart: after a quarter more steps each
FURTHEST = 512  # steps between two looks
RATE_FLOOR = 1 / 64  # of the learning rate, below which it does not fall


@dataclass(frozen=True)
class NoiseMatched(Scheme):
    """`batch_size="auto"`: B follows √(𝓑 c₀/c₁) upwards in powers of two.

    It begins with √n, rounded down to a power of two. The first look comes after `wait` steps, then every `every`,
    or after a quarter more steps, up to 512. A size is taken when it promises to be faster by `gain`. `cost` is
    "measured", the time of real steps, or "counted", from ops and multiply-adds, which makes a run repeat itself bit
    for bit. `beta` is that of the moving averages of S and |G|².
    """

    start: int | None = None
    every: int = 20
    wait: int = 400
    gain: float = 0.05
    beta: float = 0.8
    cost: str = "measured"

    called: ClassVar[str] = "auto"

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, low in (("every", 1), ("wait", 0)):
            object.__setattr__(self, name, whole_number(name, getattr(self, name), low))
        object.__setattr__(self, "gain", real_number("gain", self.gain, 0))
        object.__setattr__(self, "beta", real_number("beta", self.beta, 0, 1))
        if self.cost not in COSTS:
            raise SettingError(f"cost is one of {', '.join(COSTS)}, not {self.cost!r}")

    @property
    def first_look(self) -> int:
        """After `wait` steps: runs that end before pay nothing."""
        return self.wait

    def decide(self, look: Look, kept: Kept) -> tuple[Decision, dict[str, float]]:
        """Measure, compare, and perhaps double."""
        cost = self._cost(look, kept)
        mean = RunningNoise(self.beta, *(kept.get(name, 0.0) for name in ("weight", "traces", "signals")))
        interval = max(self.every, min(look.step // SLOWER, FURTHEST))
        mean.add(look.noise(min(max(interval * look.size // SHARE, FEWEST, look.size), MOST)))
        noise_scale = min(mean.scale, float(look.rows))  # beyond the rows that there are, nothing can be told
        size, why = self._size(look, noise_scale, cost)
        scale = self._rate_scale(look, size, noise_scale, cost)
        decision = Decision(
            look.step, size, look.learning_rate * scale, why, scale,
            noise_scale, mean.trace, mean.signal, cost.fixed, cost.each, cost.best(noise_scale),
        )  # fmt: skip
        new = {
            "next": float(look.step + interval), "fixed": cost.fixed, "each": cost.each,
            "weight": mean.weight, "traces": mean.sum_of_traces, "signals": mean.sum_of_signals,
        }  # fmt: skip
        return decision, {**kept, **new}

    def _cost(self, look: Look, kept: Kept) -> StepCost:
        """What a step costs: asked for once."""
        known = kept.get("fixed", 0.0), kept.get("each", 0.0)  # of a file they may be anything
        return StepCost(*known) if min(known) > 0 else look.step_cost(self.cost)

    def _size(self, look: Look, noise_scale: float, cost: StepCost) -> tuple[int, str]:
        """The coming size: twice the present one, where B* and the promised gain say so."""
        most, wanted = self.largest_size(look.rows), cost.best(noise_scale)
        if wanted < sqrt(2) * look.size:  # the nearest power of two is not above it
            return look.size, "B* is not above it"
        if look.size >= most:
            return look.size, "it can grow no more"
        larger = min(2 * look.size, most)
        gain = cost.gain(look.size, larger, noise_scale) - 1
        if gain < self.gain:
            return look.size, f"{larger} promises {gain:.1%} only"
        return larger, f"promises {gain:.1%}"

    def _rate_scale(self, look: Look, size: int, noise_scale: float, cost: StepCost) -> float:
        """AdaScale's gain over the first size, or its root; less where B* lies above the largest size."""
        first = self.first_size(look.rows)
        gain = (noise_scale / first + 1) / (noise_scale / size + 1)
        scale = sqrt(gain) if look.is_adaptive else gain
        over = cost.best(noise_scale) / self.largest_size(look.rows)
        decay = max(1 / over, RATE_FLOOR) if over > 1 else 1.0
        return scale * decay
