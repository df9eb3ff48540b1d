"""How properties are tested here: the same examples on every run, and no clock to fail a slow machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("redress", deadline=None, derandomize=True, database=None)
settings.load_profile("redress")
