"""The imperative shell: input, decision, one commit, effects."""
