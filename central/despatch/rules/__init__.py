"""Pure: what a unit, a number and a load may be."""
