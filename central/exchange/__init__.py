"""Interchanges with partners: stored first, then decided, answered and sent."""
