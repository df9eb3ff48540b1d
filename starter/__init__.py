"""Entry points for cases and decisions: the service, and over it the HTTP API and the command line."""
