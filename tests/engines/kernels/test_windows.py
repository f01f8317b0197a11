"""Windows share the memory that they are cut from."""

import numpy as np
import pytest

pytest.importorskip("numba")
from chainrule.engines.kernels.decorators import program
from chainrule.engines.kernels.windows import cut


@program
def three(memory, start, m):
    """A matrix, a vector and an array of rank three."""
    return cut(memory, start, (2, m)), cut(memory, 1, (4,)), cut(memory, 0, (2, 3, 2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cut_is_slicing_and_reshaping(dtype):
    """From any place on, in any rank, and without a copy."""
    memory = np.arange(20, dtype=dtype)
    matrix, vector, cube = three(memory, 5, 3)
    np.testing.assert_array_equal(matrix, memory[5:11].reshape(2, 3))
    np.testing.assert_array_equal(vector, memory[1:5])
    np.testing.assert_array_equal(cube, memory[:12].reshape(2, 3, 2))
    for window in (matrix, vector, cube):
        assert np.shares_memory(window, memory)
        assert window.flags.c_contiguous
        assert window.dtype == dtype
    matrix[0, 0] = -1
    assert memory[5] == -1


def test_window_keeps_its_memory_alive():
    """Whoever holds the window holds what it looks at."""
    matrix, *_ = three(np.arange(1000.0), 100, 50)
    np.empty(1000).fill(7)
    np.testing.assert_array_equal(matrix.ravel(), np.arange(100.0, 200))
