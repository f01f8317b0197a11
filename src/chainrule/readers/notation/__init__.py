"""Notation: how a name, a number, an op and its slope are written, once for every surface."""
