"""The ledger in the database: reading, posting, correcting."""
