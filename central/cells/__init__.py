"""Masters of the cells: versioned, validated, with history."""
