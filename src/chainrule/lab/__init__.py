"""The lab: a server on one's own machine whose page has a whiteboard that is rewritten, and trains in Python."""
