"""chainrule beside its rivals: the same mathematics, the same rows in the same order, the same cores, by turns."""
