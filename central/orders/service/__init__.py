"""Order lines: reading and writing."""
