"""Readers: what people look at, each made from plain data and returned as text."""
