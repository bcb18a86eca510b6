"""What others may ask of quality, and do."""
