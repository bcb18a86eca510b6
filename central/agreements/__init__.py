"""Customer schedule agreements: terms, parts, prices by date, model years."""
