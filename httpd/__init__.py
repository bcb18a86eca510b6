"""The door of both web applications, the cell's and central's: how many may stand in it, for how
long, how much they may carry, under which name they ask, and that who they are is judged before
anything is taken from them.
"""
