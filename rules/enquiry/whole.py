"""The whole lifecycle, once everything that can be decided is registered with it."""

from rules.enquiry import answering, authority, onward
from rules.enquiry.life import ENQUIRY

__all__ = ["ENQUIRY", "answering", "authority", "onward"]
