"""Threads of the BLAS: one while products are small."""

import pytest

from chainrule.engines.threads import SMALL, blas_threads

threadpoolctl = pytest.importorskip("threadpoolctl", reason="threads are counted by threadpoolctl")


def threads():
    """The number of threads of each BLAS."""
    return [library["num_threads"] for library in threadpoolctl.threadpool_info() if library["user_api"] == "blas"]


def test_small_products_run_on_one_thread():
    """And after them the BLAS has its threads back."""
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        with blas_threads(SMALL - 1):
            assert set(threads()) <= {1}
        assert set(threads()) <= {2}


def test_large_products_keep_the_threads_there_are():
    """Nobody's own setting is changed."""
    with threadpoolctl.threadpool_limits(2, user_api="blas"), blas_threads(SMALL):
        assert set(threads()) <= {2}
