"""From bytes to messages with positions: one file for each syntax."""
