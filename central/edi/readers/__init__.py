"""From segments to the model: what several messages share."""
