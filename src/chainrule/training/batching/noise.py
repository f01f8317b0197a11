"""The noise of a gradient: how much single examples scatter about their mean, and how long that mean is.

S is the trace of the covariance of single examples' gradients, |G|² the squared length of their mean over all
examples, and 𝓑 = S/|G|² the noise scale: with so many examples in a batch, noise and gradient are equally long
(McCandlish, Kaplan, Amodei et al., *An empirical model of large-batch training*, 2018).
"""

from dataclasses import dataclass

TINY = 1e-300  # where an estimate of |G|² is not above 0, the noise scale is as good as infinite


@dataclass(frozen=True)
class Noise:
    """What one look at some rows says: both numbers without bias, so that one of them may come out below 0."""

    trace: float  # S
    signal: float  # |G|²
    rows: int

    @property
    def scale(self) -> float:
        """𝓑 = S/|G|²: of one look; to average, average S and |G|² first."""
        return noise_scale(self.trace, self.signal)


def noise_scale(trace: float, signal: float) -> float:
    """𝓑 = S/|G|²."""
    return max(trace, 0.0) / max(signal, TINY)


def estimate_noise(
    mean_of_squares: float,
    square_of_mean: float,
    rows: int,
    *,
    block: int = 1,
    signal: float | None = None,
    population: int | None = None,
) -> Noise:
    """S and |G|² from `rows` gradients of blocks of `block` examples: the mean of squares, the square of the mean.

    S = b · B/(B − 1) · (mean‖g‖² − ‖ḡ‖²) and |G|² = ‖ḡ‖² − S/(B b), which is (B‖ḡ‖² − mean‖g‖²)/(B − 1). Rows that
    are drawn from `population` rows without replacement scatter less: E‖ḡ‖² = |G|² + (S/B)(n − B)/(n − 1), where S is
    that of the n rows. `signal` is the square of the mean with what belongs to no example, such as a penalty.

    >>> estimate_noise(10.0, 4.0, rows=4)
    Noise(trace=8.0, signal=2.0, rows=4)
    >>> estimate_noise(10.0, 4.0, rows=4, population=4)
    Noise(trace=6.0, signal=4.0, rows=4)
    """
    spread = max(mean_of_squares - square_of_mean, 0.0)  # rounding may take it below 0
    examples, whole = rows * block, square_of_mean if signal is None else signal
    if rows < 2:
        return Noise(0.0, whole, examples)
    trace = block * rows / (rows - 1) * spread
    if population is None:
        return Noise(trace, whole - trace / examples, examples)
    n = max(population, examples)
    return Noise(trace * (n - 1) / n, whole - trace / examples * (n - examples) / n, examples)


@dataclass
class RunningNoise:
    """Moving averages of S and of |G|², each by itself, corrected for their start at 0.

    The ratio is taken last: a mean of ratios would be drawn up by every small |G|².

    >>> mean = RunningNoise(0.5)
    >>> mean.add(Noise(8.0, 2.0, 4)); mean.add(Noise(2.0, 5.0, 4))
    >>> mean.trace, mean.signal, mean.scale
    (4.0, 4.0, 1.0)
    """

    beta: float
    weight: float = 0.0  # 1 − βᵏ after k looks
    sum_of_traces: float = 0.0
    sum_of_signals: float = 0.0

    def add(self, noise: Noise) -> None:
        """Take up one more look."""
        self.weight = self.beta * self.weight + 1 - self.beta
        self.sum_of_traces = self.beta * self.sum_of_traces + (1 - self.beta) * noise.trace
        self.sum_of_signals = self.beta * self.sum_of_signals + (1 - self.beta) * noise.signal

    @property
    def trace(self) -> float:
        """The mean of S."""
        return self.sum_of_traces / self.weight if self.weight else 0.0

    @property
    def signal(self) -> float:
        """The mean of |G|²."""
        return self.sum_of_signals / self.weight if self.weight else 0.0

    @property
    def scale(self) -> float:
        """𝓑, the ratio of the two."""
        return noise_scale(self.trace, self.signal)
