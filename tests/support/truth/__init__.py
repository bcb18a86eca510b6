"""A cell and central, both as they run, on one clock that the test moves."""
