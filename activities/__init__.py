"""Hands: one effect each, safe to repeat. `contracts` is what workflows know of them."""
