"""What must not wait for somebody to look: told by mail, webhook or relay, to the next person when
nobody takes it; and how quickly calls for help were answered.
"""
