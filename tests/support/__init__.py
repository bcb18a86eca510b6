"""What tests share: fakes written by hand, small plants, and real programs to start."""
