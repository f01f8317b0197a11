"""Boards beside the same models in PyTorch and in JAX: how long a step takes."""
