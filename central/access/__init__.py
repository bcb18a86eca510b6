"""Who may do what: bearer tokens of cells, feeds and people."""
