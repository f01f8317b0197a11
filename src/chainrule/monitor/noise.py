"""The noise of a gradient: how far single examples pull apart, against how far they pull together.

Of n' examples in K parts of b each, with gradients g_k and their mean ḡ: S = b Σ‖g_k − ḡ‖²/(K − 1) estimates tr Σ, the
sum of the variances of one example's gradient, and |G|² = ‖ḡ‖² − (S/n')(1 − n'/n) the squared length of the gradient
of all n examples, both without bias; n' drawn of n without replacement have only that share of the noise. 𝓑 = S/|G|²
is the gradient noise scale (McCandlish, Kaplan and others, *An empirical model of large-batch training*, 2018): the
batch size from which on an average over more examples gains little.
"""

from dataclasses import dataclass

import numpy as np

from chainrule.graph.node import Array


@dataclass(frozen=True)
class Noise:
    """S and |G|², of some entries of theta; NaN where there is one part alone."""

    noise: float  # S, the estimate of tr Σ
    signal: float  # |G|², which may come out below 0 where noise drowns it

    @property
    def scale(self) -> float:
        """𝓑 = S/|G|²; infinite where no signal is seen."""
        if np.isnan(self.noise):
            return np.nan
        return self.noise / self.signal if self.signal > 0 else np.inf

    def signal_to_noise(self, batch_size: int) -> float:
        """|G|²/(S/B): the gradient's part of a batch's gradient, against its noise."""
        return np.nan if np.isnan(self.noise) else max(self.signal, 0.0) * batch_size / max(self.noise, 1e-300)


def noise_of(parts: Array, examples: int, of: int) -> Noise:
    """Signal and noise from the gradients of parts (K, p) of so many examples, drawn of so many.

    >>> noise_of(np.array([[1.0], [3.0]]), 2, 1000)
    Noise(noise=2.0, signal=3.002)
    """
    count = len(parts)
    if count < 2:
        return Noise(np.nan, np.nan)
    mean = parts.mean(axis=0)
    noise = examples / count * float(np.square(parts - mean).sum()) / (count - 1)
    return Noise(noise, float(mean @ mean) - noise / examples * (1 - examples / of))
