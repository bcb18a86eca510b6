"""The simulated plant: line, scanners, printers, pickers, network. It imports nothing of Lineside
and reads the format pages by itself, so that its agreement with the programs is evidence.
"""
