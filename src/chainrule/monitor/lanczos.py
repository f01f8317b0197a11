"""Eigenvalues of a symmetric matrix that is known by its products H v alone (Lanczos, 1950).

After k products H is a tridiagonal T (k, k) in the basis Q of what was met, and the outermost eigenvalues of T come
close to those of H first. In finite precision Q does not stay orthogonal, and eigenvalues that were found are found
again; so each new direction is made orthogonal to all before it, twice where little of it is left (Parlett, *The
Symmetric Eigenvalue Problem*, 1998, chapter 13; "twice is enough").
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chainrule.graph.node import Array

TOLERANCE = 1e-8  # of the largest eigenvalue's size: how far the outermost ones may be from what is told
ROUNDING = 1e-12  # of the same: what counts as 0 after the sums of a product
NEGATIVE = 1e-6  # of the same: what is nearer to 0 is called flat
LEFT = 0.1  # of a vector's length: what is left of it is orthogonal to a basis but for rounding
TINY = 1e-300
LOOK = 5  # products between two looks at how far it has come


@dataclass(frozen=True)
class Spectrum:
    """Eigenvalues from the smallest to the largest, (k,), and how far each may be from one of H at most.

    `lowest` is the direction of the smallest, (q,): where H curves down most. All q of them are there if `is_whole`.
    """

    values: Array
    errors: Array
    lowest: Array
    products: int  # H v that were computed

    @property
    def smallest(self) -> float:
        """The smallest eigenvalue."""
        return float(self.values[0])

    @property
    def largest(self) -> float:
        """The largest eigenvalue."""
        return float(self.values[-1])

    @property
    def is_whole(self) -> bool:
        """Whether every eigenvalue is known, not the outer ones alone."""
        return len(self.values) == len(self.lowest)

    @property
    def index(self) -> int:
        """How many are negative: of a stationary point, the number of directions in which the cost falls.

        Where the spectrum is not whole there are at least so many, for the eigenvalues of T lie between those of H
        (Cauchy's interlacing).
        """
        size = max(abs(self.smallest), abs(self.largest))
        return int((self.values < -max(NEGATIVE * size, TINY)).sum())


def lanczos(
    product: Callable[[Array], Array], size: int, most: int = 60, tolerance: float = TOLERANCE, seed: int = 0
) -> Spectrum:
    """The outer eigenvalues of a symmetric matrix (size, size), in at most so many products; all where `most` ≥ size.

    Else it ends where both outermost ones are known to `tolerance` times the size of the larger.

    >>> spectrum = lanczos(lambda v: np.array([-1.0, 2.0, 5.0]) * v, 3)
    >>> spectrum.values.round(9).tolist(), spectrum.index, spectrum.is_whole
    ([-1.0, 2.0, 5.0], 1, True)
    """
    generator = np.random.default_rng(seed)
    most = min(most, size)
    Q = np.zeros((most, size))
    diagonal, beside = np.zeros(most), np.zeros(most)
    Q[0] = _unit(generator.normal(size=size))
    for made in range(1, most + 1):
        image = product(Q[made - 1])
        diagonal[made - 1], rest = Q[made - 1] @ image, _without(image, Q[:made])
        beside[made - 1] = np.linalg.norm(rest)
        if beside[made - 1] <= ROUNDING * max(np.abs(diagonal).max(), beside.max(), TINY):
            # what was met is a world of its own: go on in another direction
            beside[made - 1], rest = 0.0, _without(generator.normal(size=size), Q[:made])
        if made == most or (most < size and made % LOOK == 0 and _is_found(diagonal[:made], beside[:made], tolerance)):
            break
        Q[made] = _unit(rest)
    values, vectors = _eigen(diagonal[:made], beside[:made])
    return Spectrum(values, beside[made - 1] * np.abs(vectors[-1]), vectors[:, 0] @ Q[:made], made)


def _is_found(diagonal: Array, beside: Array, tolerance: float) -> bool:
    """Whether both outermost eigenvalues are near enough: |β s| bounds how far, s the last entry of T's eigenvector."""
    values, vectors = _eigen(diagonal, beside)
    far = beside[-1] * np.abs(vectors[-1, [0, -1]])
    return beside[-1] > 0 and bool((far <= tolerance * np.abs(values).max()).all())


def _eigen(diagonal: Array, beside: Array) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(np.diag(diagonal) + np.diag(beside[:-1], 1) + np.diag(beside[:-1], -1))
    return values, vectors


def _without(vector: Array, basis: Array) -> Array:
    """What is left of a vector without its parts along a basis; again where little is, and much of that rounding."""
    before = np.linalg.norm(vector)
    for _ in range(2):
        vector = vector - (basis @ vector) @ basis
        if np.linalg.norm(vector) > LEFT * before:
            break
    return vector


def _unit(vector: Array) -> Array:
    length = np.linalg.norm(vector)
    return vector / length if length else vector
