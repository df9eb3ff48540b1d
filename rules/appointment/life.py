"""The appointment's lifecycle: its stages, what booking one sets going, what time does to it."""

from __future__ import annotations

from collections.abc import Iterator

from rules.appointment.booked import BOOKED, BOOKED_BY, OVER, SPOKEN_TO, slot_of
from rules.appointment.intake import AppointmentIntake
from rules.appointment.paper import AppointmentMatter
from rules.appointment.telling import told
from rules.case import Case
from rules.casework import add_casework
from rules.clientwork.callers import SECURITY
from rules.clientwork.calls import calls
from rules.deadlines import lapse as breached
from rules.events import Proposal, Tell
from rules.lifecycle import CLOSED, Lifecycle
from rules.moment import Moment
from rules.promises import Deadline, ToReckon

OPEN = (BOOKED, OVER)
END = "appointment"
"""The deadline at which an appointment is over."""
ATTENDANCE = "attendance"
"""The deadline by which it is recorded whether the person came."""
KINDS = frozenset(
    {
        *("opened", "breached", "appointment-reminded", "appointment-moved", "appointment-cancelled"),
        *("appointment-over", "attendance-recorded"),
    }
)


def until_its_end(case: Case, moment: Moment) -> ToReckon:
    """Return the deadline that an appointment is over, with its reminder."""
    return moment.deadline(case, END, moment.now, until=slot_of(case).ends)


def opened(case: Case, moment: Moment) -> Iterator[Proposal]:
    """The appointment is confirmed; its adviser has the case (WRC-7)."""
    spoken_to = case.terms.get(BOOKED_BY) in SPOKEN_TO
    yield Proposal(
        kind="opened",
        clause=moment.matter(case).clause,
        stage=BOOKED,
        owner=slot_of(case).adviser,
        sets=(until_its_end(case, moment),),
        considers=moment.met_by_notices(case.needs),
        tells=(Tell(notice="appointment-confirmed", by_phone="said" if spoken_to else "tell"),),
    )


def lapse(case: Case, deadline: Deadline, moment: Moment) -> Iterator[Proposal]:
    """Once it is over, whether the person came is to be recorded; a record that is missing is a breach."""
    if deadline.name != END:
        yield from breached(case, deadline, moment)
        return
    yield Proposal(
        kind="appointment-over",
        clause=deadline.clause,
        stage=OVER,
        ends=(END,),
        sets=(moment.deadline(case, ATTENDANCE, deadline.due_at),),
    )


APPOINTMENT = Lifecycle(
    name="appointment",
    workflow="Appointment",
    matter=AppointmentMatter,
    intake=AppointmentIntake,
    door="appointments",
    stages=frozenset({BOOKED, OVER, CLOSED}),
    deadlines=frozenset({ATTENDANCE}),
    agreed=frozenset({END}),
    reminded=frozenset({END}),
    needed=frozenset({"move-appointment", "cancel-appointment", "record-attendance"}),
    kinds=KINDS,
    opened=opened,
    lapse=lapse,
    told=told,
    parts=(SECURITY, calls()),
)
add_casework(APPOINTMENT, afterwards=[CLOSED], handed_over=False)  # it is whoever's who is booked
