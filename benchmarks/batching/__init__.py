"""Batch sizes raced against each other: how long each takes to a cost on held-out rows."""
