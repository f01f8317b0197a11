"""JavaScript: the text of a graph, and of a training, for a page that computes."""
