"""Customers, calendars, delivery windows and years. Pure."""
