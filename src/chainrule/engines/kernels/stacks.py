"""Products of stacks of matrices by the BLAS, one after the other; a matrix alone stands for all of a stack."""

import numpy as np

from chainrule.engines.kernels.decorators import loop


@loop
def stack_product(a, b, a_turned, b_turned, out):
    """Each matrix of `a` times that of `b`, rows and columns exchanged where they are turned, into that of `out`."""
    count = out.size // (out.shape[-2] * out.shape[-1])
    of_a, of_b = a.size // (a.shape[-2] * a.shape[-1]), b.size // (b.shape[-2] * b.shape[-1])
    left = a.reshape((of_a, a.shape[-2], a.shape[-1]))
    right = b.reshape((of_b, b.shape[-2], b.shape[-1]))
    target = out.reshape((count, out.shape[-2], out.shape[-1]))
    if of_a == count and of_b == 1 and not a_turned:  # one product of all rows
        rows, results = a.reshape((-1, a.shape[-1])), out.reshape((-1, out.shape[-1]))
        if b_turned:
            np.dot(rows, right[0].T, results)
        else:
            np.dot(rows, right[0], results)
        return
    for i in range(count):
        x, y = left[i if of_a == count else 0], right[i if of_b == count else 0]
        if a_turned and b_turned:
            np.dot(x.T, y.T, target[i])
        elif a_turned:
            np.dot(x.T, y, target[i])
        elif b_turned:
            np.dot(x, y.T, target[i])
        else:
            np.dot(x, y, target[i])


@loop
def summed_product(a, b, out):
    """The sum over a stack of the products of each matrix of `a`, turned, and that of `b`, into `out`."""
    np.dot(a.reshape((-1, a.shape[-1])).T, b.reshape((-1, b.shape[-1])), out)
