"""Central: what the office runs. One folder per business capability, each with the same rooms
(``rules``, ``tables``, ``service``, ``api``); a capability calls another through its service or
rules, never its tables.
"""
