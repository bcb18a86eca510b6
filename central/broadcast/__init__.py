"""The gateway: a maker's messages in, canonical telegrams out, stored for replay."""
