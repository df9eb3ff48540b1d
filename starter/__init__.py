"""How cases come in and are decided: the service, and over it the HTTP API and the command line."""
