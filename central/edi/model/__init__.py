"""What a message says, whatever syntax it came in."""
