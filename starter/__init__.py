"""Doors: where cases come in and decisions are taken; the command line; rehearsals."""
