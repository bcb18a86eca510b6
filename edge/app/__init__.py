"""The composition root of a cell and its housekeeping."""
