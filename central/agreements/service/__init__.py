"""Contracts: reading and writing."""
