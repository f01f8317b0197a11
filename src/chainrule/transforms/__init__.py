"""Transforms: graph to graph. `differentiate` makes the backward pass, `simplify` and `expand` rewrite it."""
