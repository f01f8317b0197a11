"""Threads of the BLAS: one while products are small, because handing work to a second costs more than it saves.

The rule depends on the problem alone, so that a run repeated on one machine uses the same number and gives the same
bits.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

SMALL = 30_000_000  # multiply-adds: about a millisecond of one core


@contextmanager
def blas_threads(multiply_adds: int, threads: int | None = None) -> Iterator[None]:
    """Keep the BLAS to so many threads; to one, with None, if the largest product has few multiply-adds."""
    if threads is None and multiply_adds >= SMALL:
        yield
        return
    with _controller("scipy.linalg.cython_blas" in sys.modules).limit(limits=threads or 1, user_api="blas"):
        yield


@cache
def _controller(with_scipy: bool) -> "ThreadpoolController":  # noqa: ARG001 - SciPy, once it is there, has a BLAS too
    from threadpoolctl import ThreadpoolController  # here, so that `import chainrule` touches NumPy only

    return ThreadpoolController()
