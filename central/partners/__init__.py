"""Customers, their calendars and delivery windows."""
