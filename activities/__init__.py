"""Hands: one effect each, safe to repeat."""
