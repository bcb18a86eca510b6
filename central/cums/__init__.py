"""The cum ledger: movements that are kept for ever, what they come to, receipts, authorisations."""
