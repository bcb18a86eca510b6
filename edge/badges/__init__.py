"""Whose badge this is at the doors of a cell, and locks of those who guess."""
