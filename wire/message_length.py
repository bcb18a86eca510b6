"""How long a message to pickers may be, for whoever takes one. Pure."""

MESSAGE_MAX = 160
"""Characters that a terminal shows whole."""
