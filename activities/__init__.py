"""The activities of a worker: one effect each, safe to repeat."""
