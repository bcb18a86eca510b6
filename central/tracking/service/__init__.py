"""What others may ask of tracking: reading only."""
