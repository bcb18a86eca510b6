"""What crosses the network: telegrams, facts, batches and masters, and the one codec that reads
and writes them.

Pure: imports nothing of ours and, beside the standard library, only msgspec.
"""

WIRE_VERSION = 1
"""Raised when a message changes so that an older reader would misunderstand it; new optional
fields do not raise it.
"""
