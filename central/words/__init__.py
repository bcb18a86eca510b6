"""Reasons with their figures, their JSON, and how records are written by people."""
