"""What each cell says of itself every few seconds: that it lives, and what of it does not."""
