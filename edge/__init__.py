"""The cell: receives the broadcast, keeps it safe, plans, drives scanners and printers, and works
when alone.
"""
