"""Files that a plant copies: the broker's configuration. The demo runs with the very same ones."""
