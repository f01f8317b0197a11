"""A small compiler: what the Numba engine prints, and the kernels that it calls, as machine code by LLVM alone."""
