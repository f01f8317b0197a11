"""Faces: the public objects, one delegating line per method."""
