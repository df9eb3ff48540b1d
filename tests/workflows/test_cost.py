"""What a case costs the engine: history events and billable actions per path."""

from __future__ import annotations

from starter.cli.cost import Cost, cost_of
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.workflows.reviewing import PERSON, ask, planned, proposed, signed


async def counted(case: PlayedCase, notices: int) -> Cost:
    """What the case has cost, once the engine lists all its notices and its one run."""
    await case.notices()

    async def listed() -> bool:
        client = case.house.client
        done = f'ActivityId STARTS_WITH "{case.ref}/" AND ExecutionStatus != "Running"'
        runs = await client.count_workflows(f'WorkflowId = "{case.handle.id}"')
        return runs.count == 1 and (await client.count_activities(done)).count == notices

    await until(listed)
    return await cost_of(case.house.client, await case.case())


async def test_the_plain_path_is_cheap(house: House) -> None:
    """At most 45 history events and 20 billable actions, from receipt to closure."""
    case = await house.open(begins=house.june())
    await case.lived_plainly()
    cost = await counted(case, notices=5)
    print(f"plain path: {cost}")  # noqa: T201 - for the documents
    assert cost.events <= 45
    assert cost.actions <= 20
    assert cost.by_kind == {
        "start": 1, "search attributes": 4, "timers": 3, "decisions": 3, "records": 4, "notices": 5,
    }  # fmt: skip
    assert cost.virtual_events > 0


async def test_advice_is_cheap(house: House) -> None:
    """Asked with consent, and answered: at most 20 events and 10 actions; with next steps, 30 and 15."""
    advice = {"answer": "It was not paid.", "options": "You can ask for it.", "reasons": "The payslips."}
    steps = {"steps": "We read it.", "needed": "Your contract.", "reasons": "It is not here yet."}
    plain, longer = [await house.advice(begins=house.june()) for _ in range(2)]
    await plain.on(1)
    await plain.decide("advise", by="ana.duarte", **advice)
    await longer.on(1)
    await longer.decide("set-next-steps", by="ana.duarte", advise_by=longer.day(9).isoformat(), **steps)
    await longer.on(8)
    await longer.decide("advise", by="ana.duarte", **advice, signposts=["acas"])
    for case, notices, events, actions in ((plain, 3, 20, 10), (longer, 4, 30, 15)):
        await case.finished()
        cost = await counted(case, notices=notices)
        print(f"advice: {cost}")  # noqa: T201 - for the documents
        assert cost.events <= events
        assert cost.actions <= actions


async def test_a_call_is_cheap(house: House) -> None:
    """Missed, tried in vain, returned, then checked and answered: at most 46 events and 24 actions."""
    said = {"answer": "It was not paid.", "options": "You can ask for it.", "reasons": "The payslips."}
    steps = {"steps": "We read it.", "needed": "Your contract.", "reasons": "It is not here yet."}
    case = await house.advice(begins=house.june("11:00"), made_by="phone", call="answerphone")
    await case.decide("try-call", by="ana.duarte")
    await case.on(1, "11:00")
    await case.decide("set-call-steps", by="ana.duarte", advise_by=case.day(9).isoformat(), **steps)
    await case.on(8)
    check = await case.checked(by="ana.duarte")
    await case.decide("advise", by="ana.duarte", **said, by_phone=True, check=check)
    await case.finished()
    cost = await counted(case, notices=5)
    print(f"call: {cost}")  # noqa: T201 - for the documents
    assert cost.events <= 46
    assert cost.actions <= 24


async def test_an_appointment_is_cheap(house: House) -> None:
    """Booked, moved, reminded of, over, kept: at most 40 events and 20 actions."""
    case = await house.appointment()
    later = case.at(8, "14:00").isoformat()
    await case.decide("move-appointment", by="ana.duarte", starts=later, asked_by="person")
    await case.on(7, "09:00")
    await case.on(8, "14:45")
    await case.decide("record-attendance", by="ana.duarte", came=True)
    await case.finished()
    cost = await counted(case, notices=3)
    print(f"appointment: {cost}")  # noqa: T201 - for the documents
    assert cost.events <= 40
    assert cost.actions <= 20


async def test_a_long_path_stays_in_proportion(house: House) -> None:
    """Breach, information, reminders, commitments: each thing that happens costs about five actions."""
    case = await house.open(begins=house.june(), needs=["interpreter"])
    await case.on(3)
    await case.contacted(respond_by=case.day(60).isoformat())
    await case.decide("adjust", need="interpreter", made=True, how="One joined the call.")
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.on(29)
    await case.decide("receive-information")
    await case.decide("note", text="They show it well.")
    await case.answered()
    await case.decide("accept")
    await case.on(35)
    await case.decide("keep-commitment", number=1)
    await case.finished()
    cost = await counted(case, notices=len(await case.notices()))
    print(f"long path: {cost}")  # noqa: T201 - for the documents
    happened = len(await case.events())
    assert happened == 13
    assert cost.actions <= 5 * happened
    assert cost.events <= 12 * happened


async def test_a_full_case_is_affordable(house: House) -> None:
    """Information, response, review, panel, payment, commitments: at most 200 events and 50 actions."""
    case = await house.open(begins=house.june(), person=PERSON)
    await case.on(1)
    await case.contacted()
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.on(3)
    await case.decide("receive-information")
    await case.on(8)
    visit = {"what": "A second visit", "by": case.day(50).isoformat(), "owner": "tom.okafor"}
    await case.answered(remedies=[visit])
    await case.on(10)
    await ask(case)
    await case.on(11)
    await planned(case)
    await case.on(24)
    financial = {"impact": "high", "responsibility": "full"}
    proposal = await proposed(case, appropriate=False, financial=financial)
    await case.on(25)
    await signed(case, proposal)
    await case.on(40)
    await case.decide("confirm-payment", by="nina.roy", number=2, reference="BACS-20451")
    await case.on(45)
    await case.decide("keep-commitment", number=1)
    await case.finished()
    cost = await counted(case, notices=len(await case.notices()) + 1)
    print(f"full path: {cost}")  # noqa: T201 - for the documents
    assert cost.events <= 200
    assert cost.actions <= 50
