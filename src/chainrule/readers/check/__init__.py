"""Check: a verdict on gradients, entry by entry, against central differences of the cost."""
