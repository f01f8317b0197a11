"""Kernels: what compiled modules call, in functions so small that the compiler writes them into the calling loop."""
