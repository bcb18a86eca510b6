"""What a movement does to the cums, and when a count begins anew. Pure."""
