"""Loops, stock by location, demand below the minimum."""
