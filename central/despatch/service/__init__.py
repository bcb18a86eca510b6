"""Packing, notes, loads."""
