"""The cell's own web application: picker terminal, health, metrics and the actions of people."""
