"""The whole lifecycle, once everything that can be decided is registered with it."""

from rules.warning import appeals, approval, review
from rules.warning.life import WARNING

__all__ = ["WARNING", "appeals", "approval", "review"]
