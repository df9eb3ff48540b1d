"""Attacks that were played against the system, each by whoever could play it."""
