"""Facts in, part-to-VIN and sequence status out."""
