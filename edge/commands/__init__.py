"""Every command line of a cell."""
