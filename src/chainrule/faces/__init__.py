"""Faces: the public objects, one delegating line per method."""

import chainrule.faces.notebook  # noqa: F401 - fills the table of displays
