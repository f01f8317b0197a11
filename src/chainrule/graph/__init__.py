"""The graph: what a model is. Nodes, their names, and the reference meaning of both; NumPy only."""
