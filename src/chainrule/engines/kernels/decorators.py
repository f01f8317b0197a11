"""How code is compiled: nothing that would let the compiler assume that no NaN exists.

Multiplications and additions may be contracted into one instruction; only sums may change their order (`add`).
"""

from numba import njit

# what compiled code alone calls needs no way in from Python, which takes long to compile
_INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
_ARITHMETIC = {"fastmath": {"contract"}, "error_model": "numpy"}

inlined = njit(forceinline=True, **_ARITHMETIC, **_INSIDE)
loop = njit(**_ARITHMETIC, **_INSIDE)
program = njit(no_cfunc_wrapper=True, nogil=True, **_ARITHMETIC)
