"""The gateway, and reading of what it stored."""
