"""Threads of the BLAS: one while products are small, because handing work to a second costs more than it saves.

The rule depends on the problem alone, so that a run repeated on one machine uses the same number and gives the same
bits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

SMALL = 30_000_000  # multiply-adds: about a millisecond of one core


@contextmanager
def blas_threads(multiply_adds: int) -> Iterator[None]:
    """Keep the BLAS to one thread if the largest product has few multiply-adds; leave it alone otherwise."""
    if multiply_adds >= SMALL:
        yield
        return
    with _controller().limit(limits=1, user_api="blas"):
        yield


@cache
def _controller() -> "ThreadpoolController":
    from threadpoolctl import ThreadpoolController  # here, so that `import chainrule` touches NumPy only

    return ThreadpoolController()
