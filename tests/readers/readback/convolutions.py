"""What ∗, ∗ᵀ and ⋆ mean, windows, and the largest or the mean of each: loops over places, written from textbooks."""

from itertools import product

import numpy as np


class NotSaid(Exception):  # noqa: N818 - it is no mistake of the program's
    """What stands below a sign, and says nothing that is known."""


def said_below(below, axes, size=None):
    """Size, stride and padding along each axis, from what stands below a sign: 3 × 3, stride 2, padding 1."""
    found = {"size": size, "stride": (1,) * axes, "padding": (0,) * axes}
    for part in (below or "").replace(" × ", "×").split(", ") if below else []:
        name, _, numbers = part.rpartition(" ")
        if (name or "size") not in found:
            raise NotSaid(part)
        several = tuple(map(int, numbers.split("×")))
        found[name or "size"] = several * axes if len(several) == 1 else several
    return found["size"], found["stride"], found["padding"]


def padded(x, padding):
    """Zeros around images."""
    return np.pad(x, [(0, 0), (0, 0), *((p, p) for p in padding)])


def counts(x, size, stride):
    """How many windows there are along each axis."""
    return tuple((h - k) // s + 1 for h, k, s in zip(x.shape[2:], size, stride, strict=True))


def window(place, size, stride):
    """The part of images that a window looks at."""
    along = zip(place, size, stride, strict=True)
    return (slice(None), slice(None), *(slice(p * s, p * s + k) for p, k, s in along))


def windows(x, below):
    """Every window of images: what stands in each of its places, then where it is."""
    size, stride, padding = said_below(below, x.ndim - 2)
    x = padded(x, padding)
    out = np.zeros((*x.shape[:2], *size, *counts(x, size, stride)), x.dtype)
    for place in product(*map(range, counts(x, size, stride))):
        out[(..., *place)] = x[window(place, size, stride)]
    return out


def fold(u, below):
    """Windows added up where they came from, in images of the size that is said."""
    axes = (u.ndim - 2) // 2
    shape, stride, padding = said_below(below, axes)
    size, count = u.shape[2 : 2 + axes], u.shape[2 + axes :]
    x = np.zeros((*u.shape[:2], *(h + 2 * p for h, p in zip(shape, padding, strict=True))), u.dtype)
    for place in product(*map(range, count)):
        x[window(place, size, stride)] += u[(..., *place)]
    return inner(x, padding)


def inner(x, padding):
    """Images without the zeros around them."""
    return x[(slice(None), slice(None), *(slice(p, h - p) for h, p in zip(x.shape[2:], padding, strict=True)))]


def pooled(name, x, below):
    """The largest or the mean of each window, which are side by side unless a stride is said."""
    size, stride, _ = said_below(below, x.ndim - 2)
    stride = stride if "stride" in below else size
    out = np.zeros((*x.shape[:2], *counts(x, size, stride)), x.dtype)
    for place in product(*map(range, counts(x, size, stride))):
        each = x[window(place, size, stride)].reshape(*x.shape[:2], -1)
        out[(..., *place)] = each.max(axis=2) if name == "max pool" else each.mean(axis=2)
    return out


def unpooled(x, g, below):
    """Each entry of g where the largest of its window of x stands, shared by those that are as large."""
    size, stride, _ = said_below(below, x.ndim - 2)
    stride = stride if "stride" in below else size
    out = np.zeros(x.shape, g.dtype)
    for place in product(*map(range, counts(x, size, stride))):
        each = x[window(place, size, stride)]
        axes = tuple(range(2, x.ndim))
        ties = each == each.max(axis=axes, keepdims=True)
        own = g[(..., *place)].reshape(*x.shape[:2], *(1 for _ in size))
        out[window(place, size, stride)] += ties * own / ties.sum(axis=axes, keepdims=True)
    return out


def upsampled(g, below):
    """Each entry of g at every place of its window, added up; images are as small as they can be, unless said."""
    below, _, shape = below.partition(", to ")
    size, stride, _ = said_below(below, g.ndim - 2)
    stride = stride if "stride" in below else size
    least = [k + (n - 1) * s for k, n, s in zip(size, g.shape[2:], stride, strict=True)]
    shape = tuple(map(int, shape.replace(" × ", "×").split("×"))) if shape else least
    out = np.zeros((*g.shape[:2], *shape), g.dtype)
    for place in product(*map(range, g.shape[2:])):
        out[window(place, size, stride)] += g[(..., *place)].reshape(*g.shape[:2], *(1 for _ in size))
    return out


def convolved(w, x, below):
    """W ∗ X: filters laid on each window."""
    _, stride, padding = said_below(below, x.ndim - 2)
    x = padded(x, padding)
    out = np.zeros((len(x), len(w), *counts(x, w.shape[2:], stride)), x.dtype)
    for m, o in product(range(len(x)), range(len(w))):
        for place in product(*map(range, out.shape[2:])):
            out[(m, o, *place)] = (w[o] * x[m : m + 1][window(place, w.shape[2:], stride)][0]).sum()
    return out


def spread(w, g, below):
    """W ∗ᵀ G: every entry of G puts its filter on its window; images are as small as they can be, unless said."""
    size, stride, padding = said_below(below, g.ndim - 2)
    least = [k + (n - 1) * s - 2 * p for k, n, s, p in zip(w.shape[2:], g.shape[2:], stride, padding, strict=True)]
    shape = size or least
    x = np.zeros((len(g), w.shape[1], *(h + 2 * p for h, p in zip(shape, padding, strict=True))), g.dtype)
    for m, o in product(range(len(g)), range(len(w))):
        for place in product(*map(range, g.shape[2:])):
            x[m : m + 1][window(place, w.shape[2:], stride)] += g[(m, o, *place)] * w[o]
    return inner(x, padding)


def correlated(g, x, below):
    """G ⋆ X: every entry of G takes its window of X; filters are as large as they can be, unless said."""
    size, stride, padding = said_below(below, x.ndim - 2)
    x = padded(x, padding)
    size = size or tuple(h - (n - 1) * s for h, n, s in zip(x.shape[2:], g.shape[2:], stride, strict=True))
    w = np.zeros((g.shape[1], x.shape[1], *size), x.dtype)
    for m, o in product(range(len(g)), range(g.shape[1])):
        for place in product(*map(range, g.shape[2:])):
            w[o] += g[(m, o, *place)] * x[m : m + 1][window(place, size, stride)][0]
    return w
