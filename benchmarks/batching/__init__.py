"""Batching: how soon a target is reached, by a size that looks at the noise and by every fixed one."""
