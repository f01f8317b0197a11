"""chainrule: neural networks that show their work."""
