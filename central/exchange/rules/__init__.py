"""States of interchanges and the chain of transmissions. Pure."""
