"""What folders of files have in common, whoever drops files into them."""
