"""States of an order line, and what releasing writes. Pure."""
