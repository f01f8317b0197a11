"""The tutor: what is to be said of a gradient, a value or a step that a person states."""
