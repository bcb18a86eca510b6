"""Handling units, despatch notes before they leave, loads and departures."""
