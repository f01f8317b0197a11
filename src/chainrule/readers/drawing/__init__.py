"""Drawing: the pieces that every picture is made of: words with a place, and the labels of entries."""
