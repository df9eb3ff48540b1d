"""Plumbing: settings, logs, tokens, and the connection to Temporal."""
