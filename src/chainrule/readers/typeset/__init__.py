"""Typesetters: a formula as text, as LaTeX, as MathML."""
