"""Random search, lecture 3's naive baseline: parameters drawn at random, beside as many evaluations of descent."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.display import Displayed, shortened
from chainrule.graph.node import Array
from chainrule.movement.attempt import Attempt, Settings, Stand
from chainrule.movement.costs import Costs, Progress
from chainrule.movement.path import spaced, steps_made, whole_path
from chainrule.readers.movement.race_figure import search_picture
from chainrule.settings import real_number, whole_number

BLOCK = 8  # thetas between two words about progress
SHOWN = 200  # iterates of the descent whose cost is looked at


@dataclass(frozen=True)
class RandomSearch(Displayed):
    """The cost of n thetas drawn at random, the best so far, and gradient descent after as many evaluations.

    A step of descent is one evaluation of cost and gradient: one forward pass, and one backward, which costs about as
    much as two forward.
    """

    cost: Array = field(repr=False)  # (n,) of each draw
    best: Array = field(repr=False)  # (n,) the least so far
    theta: Array = field(repr=False)  # (p,) of the best
    evaluations: Array = field(repr=False)  # (k,) of the descent, those before each iterate that is shown
    descent: Array = field(repr=False)  # (k,) its cost over all rows
    attempt: Attempt = field(repr=False)
    spread: float
    scale: str

    def __repr__(self) -> str:
        made = f"best of {len(self.cost):,} draws {self.best[-1]:.4g}"
        return shortened(f"<random search: {made}; {self.attempt.said}: {self.descent[-1]:.4g}>")

    def svg(self) -> str:
        """The picture, as text: the best draw so far beside descent, over evaluations."""
        return search_picture(self.cost, self.best, self.evaluations, self.descent, self.attempt.said, self.scale)


def random_search(
    stand: Stand, draws: int, spread: float, seed: int, settings: Settings, progress: Progress = lambda _: None
) -> RandomSearch:
    """Draw each entry of theta from a normal distribution around 0 with this spread, so many times.

    Descent starts at the first draw and makes a step of all rows for each further one, unless its settings say
    otherwise. What is kept beside the parameters, such as running averages, is not drawn.
    """
    draws, seed = whole_number("draws", draws, 1), whole_number("a seed", seed, 0)
    spread = real_number("spread", spread, 0, above=True)
    costs, drawn = Costs(stand.checkpoint.trainable, stand.examples), _Draws(stand, spread, seed)
    found = np.empty(draws)
    for place, theta in enumerate(drawn.first(draws)):
        found[place] = costs.at(theta)
        if not (place + 1) % BLOCK or place + 1 == draws:
            progress((place + 1) / draws)
    attempt = stand.run(next(drawn.first(1)), {"batch_size": "full", "epochs": draws, **settings})
    made = steps_made(attempt.record)
    kept = spaced(int(np.searchsorted(made, draws)) or 1, SHOWN)
    least = int(np.nanargmin(found)) if np.isfinite(found).any() else 0
    *_, theta = drawn.first(least + 1)
    return RandomSearch(
        cost=found,
        best=np.fmin.accumulate(found),
        theta=theta,
        evaluations=(made[kept] + 1).astype(np.float64),
        descent=np.array([costs.at(one) for one in whole_path(attempt.record)[kept]]),
        attempt=attempt,
        spread=spread,
        scale=costs.scale,
    )


@dataclass(frozen=True)
class _Draws:
    """Thetas drawn at random, the same again for whoever asks again."""

    stand: Stand
    spread: float
    seed: int

    def first(self, count: int) -> Iterator[Array]:
        """The first so many."""
        rng, trainable = np.random.default_rng(self.seed), self.stand.checkpoint.trainable
        learned = trainable.layout.mask(name for name in trainable.layout.shapes if name not in trainable.kept) > 0
        for _ in range(count):
            yield np.where(learned, rng.normal(0, self.spread, learned.size), self.stand.theta)
