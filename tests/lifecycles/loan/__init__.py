"""A made-up part, which any matter can have: something is lent to a person while it goes on."""
