"""Movement: how the cost looks where a run passed, computed from its record and the graph."""
