"""Architecture: from sizes and names to a graph, and from a graph's parameters to one vector theta."""
