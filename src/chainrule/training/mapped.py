"""Arrays that lie in a file: what was read of them counts as memory of the process until it is given back."""

import mmap

import numpy as np
from numpy.typing import NDArray


def mapping_of(array: NDArray[np.generic]) -> mmap.mmap | None:
    """The file's mapping that an array is a window on, if it is."""
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    return base if isinstance(base, mmap.mmap) else None


def release(*arrays: NDArray[np.generic]) -> None:
    """Nothing; what was read of these arrays' files is given back, and read again when it is asked for."""
    for mapping in filter(None, map(mapping_of, arrays)):
        if hasattr(mmap, "MADV_DONTNEED"):  # not on Windows, which takes pages by itself
            mapping.madvise(mmap.MADV_DONTNEED)
