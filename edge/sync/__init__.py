"""The line to central."""
