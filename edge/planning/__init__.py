"""Plans for the pickers, and days planned from files."""
