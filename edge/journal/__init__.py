"""The memory of a cell: one SQLite file, its chain, its migrations, what goes out of it."""
