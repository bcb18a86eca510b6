"""What nobody may use: blocks of the whole plant, and where the pieces are."""
