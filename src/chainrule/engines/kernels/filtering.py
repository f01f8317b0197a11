"""Windows of images, what puts them back, and products of filters, windows and maps: a matrix product an example.

A geometry is rows and columns of images, of a window, and of all windows, then stride and padding along both.
"""

import numpy as np

from chainrule.engines.kernels.decorators import inlined, loop
from chainrule.engines.kernels.indexing import length_of


@inlined
def first_inside(at, stride, padding):
    """The first window whose place `at` lies within the image."""
    return max(0, -((at - padding) // stride))


@inlined
def end_inside(at, stride, padding, size, count):
    """The window behind the last one whose place `at` lies within the image."""
    return min(count, (size - 1 + padding - at) // stride + 1)


@loop
def unfold(x, geometry, out):
    """The windows of images into `out`, with 0 where they reach beyond the edge."""
    h, w, kh, kw, oh, ow, sh, sw, ph, pw = geometry
    source, target = x.reshape(x.size), out.reshape(out.size)
    if ph > 0 or pw > 0:
        target[:] = 0
    for one in range(x.shape[0] * x.shape[1]):
        for i in range(kh):
            for j in range(kw):
                first, end = first_inside(j, sw, pw), end_inside(j, sw, pw, w, ow)
                for p in range(first_inside(i, sh, ph), end_inside(i, sh, ph, h, oh)):
                    there = (((one * kh + i) * kw + j) * oh + p) * ow
                    here = (one * h + p * sh + i - ph) * w + j - pw
                    for q in range(first, end):
                        target[there + q] = source[here + q * sw]


@loop
def fold(x, geometry, out):
    """Windows put back where they came from and added up, into `out`."""
    h, w, kh, kw, oh, ow, sh, sw, ph, pw = geometry
    source, target = x.reshape(x.size), out.reshape(out.size)
    target[:] = 0
    for one in range(out.shape[0] * out.shape[1]):
        for i in range(kh):
            for j in range(kw):
                first, end = first_inside(j, sw, pw), end_inside(j, sw, pw, w, ow)
                for p in range(first_inside(i, sh, ph), end_inside(i, sh, ph, h, oh)):
                    there = (((one * kh + i) * kw + j) * oh + p) * ow
                    here = (one * h + p * sh + i - ph) * w + j - pw
                    for q in range(first, end):
                        target[here + q * sw] += source[there + q]


@loop
def maps_of(filters, windows, out):
    """The maps of filters and windows, into `out`."""
    m, o, places = out.shape[0], out.shape[1], length_of(out.shape, 2, out.ndim)
    entries = length_of(filters.shape, 1, filters.ndim)
    rows, columns = filters.reshape((o, entries)), windows.reshape((m, entries, places))
    target = out.reshape((m, o, places))
    for one in range(m):
        np.dot(rows, columns[one], target[one])


@loop
def windows_of(filters, maps, out):
    """The windows that filters and maps make, into `out`."""
    m, o, places = maps.shape[0], maps.shape[1], length_of(maps.shape, 2, maps.ndim)
    entries = length_of(filters.shape, 1, filters.ndim)
    rows, columns = filters.reshape((o, entries)), maps.reshape((m, o, places))
    target = out.reshape((m, entries, places))
    for one in range(m):
        np.dot(rows.T, columns[one], target[one])


@loop
def filters_of(windows, maps, out):
    """The filters of windows and maps, into `out`."""
    m, o, places = maps.shape[0], maps.shape[1], length_of(maps.shape, 2, maps.ndim)
    entries = length_of(out.shape, 1, out.ndim)
    rows, columns = maps.reshape((m, o, places)), windows.reshape((m, entries, places))
    target, each = out.reshape((o, entries)), np.empty((o, entries), out.dtype)
    target[:] = 0
    for one in range(m):
        np.dot(rows[one], columns[one].T, each)
        for i in range(o):
            for j in range(entries):
                target[i, j] += each[i, j]
