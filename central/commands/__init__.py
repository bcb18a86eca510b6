"""Every command line of central."""
