"""What masters say and how two of them differ. Pure."""
