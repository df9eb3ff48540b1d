"""Clockwork: one file per lifecycle over one shared driver (`matter`), which gives each its Updates."""

from workflows import complaint, enquiry, policy_review, warning

__all__ = ["complaint", "enquiry", "policy_review", "warning"]
