"""Clockwork: one file per lifecycle over one shared driver (`matter`)."""
