"""The voice: what the organisation writes to people, as e-mail and as letters."""
