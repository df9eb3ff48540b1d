"""Judgement: what a policy lets happen, worked out purely, with no clock, no I/O and no Temporal."""
