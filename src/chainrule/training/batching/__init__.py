"""Batching: how noisy the gradient is, what a step costs, and schemes that decide on live batch sizes by these."""
