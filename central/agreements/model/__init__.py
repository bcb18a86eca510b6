"""A contract as it stands: parts, terms, options, durations, prices. Pure."""
