"""The workflows: one file per lifecycle over one shared driver (`matter`), which gives each its Updates."""

from workflows import advice, appointment, complaint, enquiry, policy_review, warning  # noqa: F401 - they register themselves
