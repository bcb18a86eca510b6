"""Inbound messages, one file each, found by name: ``delfor`` reads DELFOR, ``x12_830`` the 830,
``vda_4905`` VDA 4905. Adding a message is adding its file.

Each has ``read(message, context) -> tuple[Content, ...]``: schedules, receiving advices or
acknowledgements. It adds what is wrong to ``context.findings``; with findings nothing of the
message counts.
"""
