"""Appointments: booked with an adviser within opening times, reminded of, kept or not (WRC-7, WRC-10).

`paper` is what a policy says of them, `intake` one as it is booked, `bookable` the times at which one can be,
`life` what booking sets going and what time does to it. Decisions, each with what follows from it, are in
`changing` and `attending`.
"""

from rules.appointment import attending, changing
from rules.appointment.life import APPOINTMENT
from rules.registry import register

__all__ = ["APPOINTMENT", "attending", "changing"]

register(APPOINTMENT)
