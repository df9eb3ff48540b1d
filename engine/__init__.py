"""Plumbing: settings, the connection to Temporal, and the embedded stack of real servers."""
