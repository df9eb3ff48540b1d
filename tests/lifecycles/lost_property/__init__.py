"""A made-up lifecycle: something that was lost is looked for in time, found and sent back, or not found."""

from tests.lifecycles.lost_property import searching
from tests.lifecycles.lost_property.life import LOST_PROPERTY

__all__ = ["LOST_PROPERTY", "searching"]
