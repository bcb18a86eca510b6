"""Electronic data interchange: syntaxes, messages and acknowledgements as pure functions of bytes.

``read.read(data, profile)`` is the way in. Nothing here opens a file, a socket or a database.
"""
