"""The database and what stands beside it: rows, many rows at once, locks, other processes, the
bus of changes, the clock.
"""
