"""What models of tables are worth, and in how many seconds: ours beside those that people take otherwise."""
