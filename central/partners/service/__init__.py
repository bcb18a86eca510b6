"""Customers and calendars: reading, writing, and the day it is where they are."""
