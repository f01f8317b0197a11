"""Threads of the BLAS: one while products are small."""

import pytest

from chainrule.engines.threads import SMALL, blas_threads

threadpoolctl = pytest.importorskip("threadpoolctl", reason="threads are counted by threadpoolctl")


def threads():
    """How many threads NumPy's BLAS uses; other packages of the test run may have brought their own."""
    pools = threadpoolctl.threadpool_info()
    return [one["num_threads"] for one in pools if one["user_api"] == "blas" and "numpy" in one["filepath"]]


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
