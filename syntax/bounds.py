"""How much of a file is read. A sender, or whoever pretends to be one, cannot have more memory or
time than this; what goes beyond is refused at its place, never cut off silently.
"""

MAX_FILE = 64 * 1024 * 1024
"""Bytes; a schedule of 100,000 lines has a tenth of that."""
MAX_SEGMENTS = MAX_FILE // 128
"""Segments of a file: as many as records of 128 bytes fit into the largest one."""
MAX_VALUES = 8 * MAX_SEGMENTS
"""Elements of a file; real segments have three to six."""
MAX_ELEMENTS = 1000
"""Delimiters of one segment, of whatever level: real ones have up to some forty."""
MAX_MESSAGES = 20_000
"""Messages of a file."""
MAX_SEGMENT = 65_536
"""Bytes of a segment without a terminator, after which a file is not EDI."""
MAX_INTERCHANGES = 1000
"""Interchanges of a file."""
