"""Tokenizers and writers of EDIFACT, X12 and fixed records. They import nothing of ours and do no
I/O.
"""
