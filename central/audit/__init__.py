"""The history of every change, written by the database itself."""
