"""The service that the HTTP API and the command line call: cases are taken in, decided and shown here."""
