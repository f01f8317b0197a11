"""The monitor: what a run's layers, gradients, noise and curvature say while it trains, in numbers and in sentences."""
