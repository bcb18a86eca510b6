"""What every route has: problem documents, bodies, fields, limits."""
