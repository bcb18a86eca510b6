"""What people write, in files and in bodies, read into records; every fault is named."""
