"""What the cell does (``decide``) and what it then knows (``evolve``). Pure: no I/O, no clock."""
