"""The whiteboard language: lines of text, as they stand in a lecture, to a graph. Nothing is ever evaluated."""
