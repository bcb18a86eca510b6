"""What is decided about schedules and cums, and why: pure, one file a question."""
