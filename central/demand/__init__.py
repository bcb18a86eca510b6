"""What a customer asks for: the lines of a schedule. Pure."""
