"""Functions of a number that every machine rounds alike: a graph each, of + − × ÷, √, floor and comparisons."""
