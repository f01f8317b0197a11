"""Training: update rules and schedules written in ops, batches, the program made of them, and the loop around it."""
