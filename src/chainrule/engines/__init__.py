"""Engines: a graph as Python source that runs. `plan` decides, a printer for each engine writes."""
