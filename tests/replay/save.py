"""Save histories to replay: `python -m tests.replay.save` plays cases on a stack of its own.

Run it for every release, and keep what it saved: an open case of each release must still replay. Each
file of `histories/` holds a history as the engine exports it, and the case as it then stood.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from contracts.starting import begin
from embedded.stack import Stack
from records.intake import take_in
from rules.lifecycle import BY_ITSELF
from rules.policy_review.intake import PolicyReviewIntake
from rules.policy_review.paper import review_matter
from starter.cli.rehearsal import until
from tests.house import House, PlayedCase
from tests.rules.advice import GIVEN
from tests.workflows.changing import Changes
from tests.workflows.reviewing import PANEL, PERSON, ask, plan, planned, proposed, signed
from tests.workflows.test_calls import ANSWER, BY_PHONE, MISSED, STEPS
from tests.workflows.test_sharing import CONCERN, REFERRAL
from tests.workflows.warning import appeal_against, errands_done, in_force, warning

HERE = Path(__file__).parent / "histories"
OF_THIS_MACHINE = {"identity", "stackTrace", "buildId"}
"""What a replay does not need, and nobody else should read."""

NOT_UPHELD: dict[str, Any] = {"outcome": "not-upheld", "remedies": []}


async def accepted(case: PlayedCase) -> None:
    """The plain path."""
    await case.on(1)
    await case.contacted()
    await case.on(5)
    await case.answered(**NOT_UPHELD)
    await case.on(8)
    await case.decide("accept")


async def late_and_still_open(case: PlayedCase) -> None:
    """Contact and response are missed; the case is open, with a promise to keep."""
    await case.on(4)
    await case.contacted()
    await case.decide("reassign", by="ruth.lewin", owner="tom.okafor")
    await case.on(16)
    await case.answered()
    await case.on(20)


async def no_information(case: PlayedCase) -> None:
    """Information is asked for, reminded of, and never comes."""
    await case.contacted(respond_by=case.day(60).isoformat())
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.on(40)


async def information_came(case: PlayedCase) -> None:
    """Information comes, the timescale is agreed again, a need is considered; the case is open."""
    await case.on(1)
    await case.contacted()
    await case.decide("ask-for-information", asked="Photographs of the lift.")
    await case.decide("agree-timescale", respond_by=case.day(30).isoformat(), reasons="Photographs first.")
    await case.on(3)
    await case.decide("receive-information")
    await case.decide("adjust", need="interpreter", made=True, how="One joined the call.")
    await case.decide("note", text="They show it well.")


async def refused(case: PlayedCase) -> None:
    """A decision is refused after it was accepted by the engine, then the complaint is."""
    await case.refused("refuse", by="ruth.lewin", ground="already-raised", earlier_case="PH-2019-000001")
    await case.decide("refuse", by="ruth.lewin", ground="employer", particulars="Her son works for us.")


async def withdrawn(case: PlayedCase) -> None:
    """The person withdraws on the next day."""
    await case.on(1)
    await case.decide("withdraw")


async def promises(case: PlayedCase) -> None:
    """Nothing is disputed; one promise is missed and kept, one broken."""
    await case.contacted()
    remedies = [
        {"what": "The lift mended", "by": case.day(5).isoformat(), "owner": "tom.okafor"},
        {"what": "A second lift", "by": case.day(90).isoformat(), "owner": "ruth.lewin"},
    ]
    await case.answered(remedies=remedies)
    await case.on(7)
    await case.decide("keep-commitment", number=1)
    await case.on(40)
    await case.decide("break-commitment", by="ruth.lewin", number=2, reasons="There is no shaft for it.")


async def reviewed(case: PlayedCase) -> None:
    """A panel is changed, its first proposal declined; it gives money, which is paid."""
    await case.contacted()
    await case.answered(financial={"impact": "some", "responsibility": "some"})
    await case.on(8)
    await ask(case)
    await planned(case, ["helen.ashe", "omar.reyes"])
    await case.decide("change-panel", by="ruth.lewin", members=PANEL, reasons="He is away.")
    await plan(case)
    await case.decide("ask-for-information", asked="Receipts.")
    await case.decide("receive-information")
    first = await proposed(case)
    await case.decide("decline-decision", by=PANEL[0], proposal=first, reasons="The log is not complete.")
    financial = {"impact": "high", "responsibility": "full"}
    await signed(case, await proposed(case, appropriate=False, replaces=[1], financial=financial))
    await case.on(60)
    for number in (2, 3):
        await case.decide("confirm-payment", by="nina.roy", number=number, reference=f"BACS-{number}")


async def told(case: PlayedCase) -> None:
    """Staff are told of a case, reminded of it, told that it was missed; a panel, a task and a payment."""
    await case.decide("reassign", by="ruth.lewin", owner="tom.okafor")
    await case.on(3)
    await case.contacted(respond_by=case.day(8).isoformat())
    await case.on(7, "10:00")
    await case.answered()
    await case.on(9)
    await ask(case)
    await planned(case)
    proposal = await proposed(case, appropriate=False, financial={"impact": "some", "responsibility": "full"})
    await signed(case, proposal)
    await case.on(25)


async def corrected(case: PlayedCase) -> None:
    """Details, a day and the response are corrected; a notice is sent again, a right day has passed."""
    typed = {"reasons": "It was typed wrongly."}
    await case.decide("correct-person", person={"email": "nadia@resident.example"}, **typed)
    await case.contacted(respond_by=case.day(40).isoformat())
    await case.on(5)
    await case.decide("correct", event=3, field="respond_by", day=case.day(4).isoformat(), **typed)
    await case.on(6)
    answer = await case.answered(by="ruth.lewin", **NOT_UPHELD)
    remedy = {"what": "The lift mended", "by": case.day(20).isoformat(), "owner": "tom.okafor"}
    said = {"can_do": "We mend it.", "cannot_do": "No more.", "reasons": "It broke.", "mistake": "A slip."}
    right: dict[str, Any] = {"event": answer.seq, "outcome": "upheld", "remedies": [remedy], **said}
    await case.decide("correct-response", by="ruth.lewin", **right)
    acknowledged = await case.notice("acknowledgement")
    await case.decide("resend", event=acknowledged["seq"], notice="acknowledgement")
    await case.on(8)


async def petition(case: PlayedCase) -> None:
    """Another lead, more signatures, representations that are made a day later than agreed first."""
    lead = {"name": "Yusuf Aydin", "email": "yusuf.aydin@resident.example"}
    await case.decide("change-lead", lead=lead, reasons="The first lead moves away.")
    await case.decide("add-signatures", signatures=13)
    letter = {"what": "A letter", "by": case.day(9).isoformat(), "owner": "ruth.lewin"}
    reasons = "Many depend on the bus."
    representations: dict[str, Any] = {"make": True, "reasons": reasons, "remedies": [letter]}
    await case.decide("decide-representations", by="ruth.lewin", **representations)
    await case.decide("move-commitment", number=1, to=case.day(10).isoformat(), reasons="As agreed.")


async def warned(case: PlayedCase) -> None:
    """A warning with other restrictions, kept when its review was late, and appealed against; in force."""
    await case.decide("approve-warning", by="ruth.lewin")
    await case.decide(
        "propose-restrictions",
        restrictions=["single-contact"],
        contact="tom.okafor",
        reasons="He asks each of us in turn.",
        explanation="You have asked six of us the same.",
    )
    await case.decide("approve-warning", by="ruth.lewin")
    await case.on(200)
    await case.decide("keep-warning", by="david.moss", reasons="He still does.")
    await appeal_against(case, case.moment.astimezone(case.begins.tzinfo))


async def enquiry(case: PlayedCase) -> None:
    """It is missed, the authority is noted, then it is answered."""
    await case.on(15)
    await case.decide("record-authority", authority="consent", how="A signed form.")
    await case.decide("answer-enquiry", can_do="We mend it.", cannot_do="No more.", reasons="It broke.")


async def advised(case: PlayedCase) -> None:
    """It is missed, pointed elsewhere meanwhile; next steps are set twice, and missed; then it is advised."""
    by = "ana.duarte"
    await case.on(6)
    await case.decide("signpost", by=by, signposts=["settled"], reasons="They speak Bulgarian.")
    for day in (9, 12):
        await case.decide(
            "set-next-steps",
            by=by,
            steps="We read it.",
            needed="Your contract.",
            advise_by=case.day(day).isoformat(),
            reasons="It is not here yet.",
        )
    await case.on(14)
    advice = {"answer": "It was not paid.", "options": "You can ask for it.", "reasons": "The payslips."}
    await case.decide("advise", by=by, **advice, signposts=["acas"])


async def called(case: PlayedCase) -> None:
    """A missed call is not returned, then tried, then returned; later ones too, and what is to be told is."""
    by: dict[str, Any] = {"by": "ana.duarte"}
    await case.on(3)
    await case.decide("try-call", **by, message="Please call us.")
    await case.decide("set-call-steps", **by, **STEPS, advise_by=case.day(9).isoformat())
    await case.decide("log-missed-call", **by, call="missed")
    await case.decide("resolve-call", **by, **ANSWER, check=await case.checked(**by))
    await case.decide("ask-for-information", **by, asked="Your last payslip.")
    asked = await case.notice("information-request")
    await case.decide("tell-by-phone", **by, event=asked["seq"], check=await case.checked(**by))
    await case.on(10)
    await case.decide("log-missed-call", **by, call="answerphone", message="Have you read it?")


async def locked(case: PlayedCase) -> None:
    """A caller is known and told; others fail until it is locked, and after; then it is unlocked."""
    by: dict[str, Any] = {"by": "ana.duarte"}
    told = {"told": "Her advice is due on Friday."}
    await case.decide("disclose-by-phone", **by, check=await case.checked(**by), **told)
    await case.checked(**by)
    await case.on(1)
    for _ in range(4):
        await case.decide("check-caller", **by, asked=["reference", "telephone"], right=["telephone"])
    await case.decide("log-missed-call", **by, call="missed")
    await case.decide("stop-calling", **by, reasons="Nothing can be said on the telephone.")
    await case.decide("unlock-phone", by="lena.wolska", reasons="She came to the clinic.")
    steps = STEPS | {"advise_by": case.day(9).isoformat()}
    await case.decide("set-call-steps", **by, **steps, check=await case.checked(**by))
    await case.on(8)
    await case.decide("advise", **by, **ANSWER, by_phone=True, check=await case.checked(**by))


async def abusive(case: PlayedCase) -> None:
    """Behaviour is recorded, a contact ended for it, and the case closed for what is recorded after."""
    by: dict[str, Any] = {"by": "ana.duarte"}
    await case.decide("record-behaviour", **by, behaviours=["rude"], what="He shouted.")
    await case.decide("end-contact", **by, contact="call", explanation="You shouted at us.")
    await case.on(1)
    await case.decide("record-behaviour", by="ion.popa", behaviours=["threatening"], what="He threatened us.")
    closing = {"considered": "We offered letters.", "reasons": "You threatened our staff."}
    await case.decide("close-for-behaviour", by="lena.wolska", **closing)


async def appointment(case: PlayedCase) -> None:
    """It is refused a time that nobody works, moved twice, over without a record, and then missed."""
    by: dict[str, Any] = {"by": "ana.duarte", "asked_by": "person"}
    await case.decide("adjust", by="ana.duarte", need="interpreter", made=True, how="One is booked too.")
    await case.refused("move-appointment", **by, starts=case.at(9, "10:00").isoformat())
    await case.on(1)
    await case.decide("move-appointment", **by, starts=case.at(10, "15:00").isoformat(), adviser="ion.popa")
    ours = by | {"asked_by": "us", "reasons": "Ion is at a hearing."}
    await case.decide("move-appointment", **ours, starts=case.at(10, "16:00").isoformat(), minutes=30)
    await case.on(12)
    await case.decide("record-attendance", by="lena.wolska", came=False)


async def cancelled(case: PlayedCase) -> None:
    """It is about a case; it is reminded of, and cancelled by us on its day."""
    await case.on(8, "09:00")
    ours = {"by": "us", "reasons": "Ana is ill."}
    await case.desk.decide(case.ref, "cancel-appointment", ours, actor="ana.duarte", key="cancel")


async def shared(case: PlayedCase) -> None:
    """Consent and information are chased; it is shared by consent until that ends, and to protect a child."""
    by = {"by": "ana.duarte"}
    steps = {"steps": "We ask for you.", "needed": "Your payslips.", "reasons": "It takes longer."}
    await case.decide("set-next-steps", **by, **steps, advise_by=case.day(60).isoformat())
    await case.decide("ask-for-information", **by, asked="Your payslips.")
    await case.on(16)
    await case.decide("record-consent", **by, **GIVEN)
    await case.decide("share", **by, **REFERRAL)
    await case.decide("share-to-safeguard", by="noor.haddad", **CONCERN)
    await case.on(35)
    await case.decide("receive-information", **by)
    await case.decide("ask-for-consent", **by, scopes=["research"])
    await case.decide("withdraw-consent", **by)
    await case.decide("withdraw", **by)
    await case.finished()


async def declined(case: PlayedCase) -> None:
    """A service that is not there is refused by the record; then it is declined, and two are named."""
    ground = {"ground": "court-representation", "particulars": "She wants a barrister."}
    await case.refused("refuse", by="ana.duarte", **ground, signposts=["no-such-service"])
    await case.decide("refuse", by="ana.duarte", **ground, signposts=["acas", "settled"])


async def award(case: PlayedCase) -> None:
    """An award that takes two is declined, proposed again, and approved late; it is to be paid."""
    losses = [{"what": "A carpet", "pence": 30_000, "evidence": "A receipt"}]
    money = {"impact": "high", "responsibility": "full", "losses": losses}
    await case.contacted()
    await case.answered(financial=money)
    [first] = await case.events("award-proposed")
    await case.decide("decline-award", by="ruth.lewin", proposal=first.seq, reasons="Whose carpet is it?")
    await case.answered(financial=money)
    await case.on(16)
    _, second = await case.events("award-proposed")
    await case.decide("decline-award", by="ruth.lewin", proposal=second.seq, reasons="The day has passed.")
    again = await case.answered(financial=money)
    await case.decide("approve-award", by="david.moss", proposal=again.seq)


async def conflicts(case: PlayedCase) -> None:
    """Conflicts of interest are proposed, decided on, taken back; one leaves the payment to a director."""
    await case.contacted()
    for who in ("tom.okafor", "omar.reyes"):
        await case.decide("declare-conflict", staff=who, reasons="They know each other.")
    await case.decide("confirm-conflict", by="ruth.lewin", staff="tom.okafor")
    await case.decide("decline-conflict", by="ruth.lewin", staff="omar.reyes", reasons="They do not.")
    await case.decide("withdraw-conflict", by="ruth.lewin", staff="tom.okafor", reasons="Another Farrow.")
    for who in await case.colleagues("finance"):
        await case.decide("declare-conflict", by=who, reasons="She is my aunt.")
    await case.answered(financial={"impact": "high", "responsibility": "full"})
    await case.decide("confirm-payment", by="helen.ashe", number=2, reference="BACS-1")


async def linked(case: PlayedCase) -> None:
    """A complaint that says it appeals against a warning is linked to one by a manager; it is open."""
    other = PlayedCase(case.house, case.begins)
    await other.open(warning(), by="amira.khan")
    await other.decide("approve-warning", by="ruth.lewin")
    await case.decide("link-appeal", by="helen.ashe", warning=other.ref, reasons="She is his mother.")
    await errands_done(case)
    await errands_done(other)


async def returned(case: PlayedCase) -> None:
    """A payment comes back, and goes once more, into the account that was given since."""
    await case.contacted()
    await case.answered(remedies=[], financial={"impact": "high", "responsibility": "full"})
    await case.decide("accept")
    await case.payments()
    account = {"account_name": "N Farrow", "sort_code": "123456", "account_number": "12345678"}
    await case.decide("give-payment-details", by="tom.okafor", **account)
    await case.decide("return-payment", by="nina.roy", number=1, reasons="She has no use for a cheque.")
    await case.payments()
    await case.decide("confirm-payment", by="nina.roy", number=2, reference="BACS-2")


async def moved(case: PlayedCase) -> None:
    """A day is closed over which two dates run: they move, and one of them is missed by its new day."""
    await Changes(case.house).close(case.day(1), case.moment)
    await case.on(4)


async def appealed(case: PlayedCase) -> None:
    """A complaint about a warning is upheld, whoever proposed the warning standing aside."""
    await case.decide("contact", by="tom.okafor", remedy_wanted="It removed.")
    remedy = {"what": "A call", "by": case.day(5).isoformat(), "owner": "tom.okafor"}
    answer = {"can_do": "We remove it.", "cannot_do": "Nothing.", "reasons": "It was not him."}
    await case.decide("respond", by="tom.okafor", outcome="upheld", remedies=[remedy], **answer)
    await errands_done(case)


async def policy_review(case: PlayedCase) -> None:
    """The review is called sooner, missed, and done: its time runs anew, until a new version ends it."""
    due_by = case.day(20).isoformat()
    await case.decide("call-review", by="helen.ashe", due_by=due_by, reasons="The law has changed.")
    await case.on(30)
    await case.decide("confirm-policy", by="helen.ashe", reasons="It still is best practice.")
    later = await review(case.house, case.moment, replaces=(case.ref,))
    await errands_done(later)
    await case.finished()


async def review(house: House, begins: datetime, **fields: Any) -> PlayedCase:
    """The review of the policy in force, opened as the reconciler opens it."""
    played = PlayedCase(house, begins)
    policy = house.policy
    intake = PolicyReviewIntake(
        policy=policy.id,
        matter=review_matter(policy) or "",
        approved=begins.date(),
        source="tests",
        source_id=str(uuid.uuid4()),
        **fields,
    )
    async with house.pool.acquire() as connection:
        taken = await take_in(connection, intake, policy, BY_ITSELF, begins)
    await begin(played.time.client, taken.case, policy, house.task_queue)
    played.ref, played.handle = taken.case.ref, played.desk.handle(taken.case)
    await played.time.begin(played.handle)
    await until(played.opened)
    await until(played.in_step)
    return played


async def review_in_june(house: House) -> PlayedCase:
    """A review that begins as the others do."""
    return await review(house, house.june())


async def appeal(house: House) -> PlayedCase:
    """A complaint about a warning in force."""
    return await appeal_against(await in_force(house, house.june()), house.june())


async def in_weeks_of_its_own(house: House) -> PlayedCase:
    """A complaint in weeks in which there is no other case."""
    return await house.open(begins=await Changes(house).monday())


async def about_an_enquiry(house: House) -> PlayedCase:
    """An appointment about an enquiry."""
    enquiry = await house.advice(begins=house.june())
    return await house.appointment(case=enquiry.ref, person=None)


PATHS: tuple[Callable[[PlayedCase], Awaitable[None]], ...] = (
    accepted,
    late_and_still_open,
    no_information,
    information_came,
    refused,
    withdrawn,
    promises,
    reviewed,
    corrected,
    told,
    petition,
    warned,
    enquiry,
    advised,
    declined,
    shared,
    called,
    locked,
    abusive,
    appointment,
    cancelled,
    award,
    linked,
    conflicts,
    returned,
    moved,
    appealed,
    policy_review,
)
TAKEN_IN: dict[Any, Callable[[House], Awaitable[PlayedCase]]] = {
    enquiry: lambda house: house.enquiry(begins=house.june()),
    advised: lambda house: house.advice(begins=house.june()),
    declined: lambda house: house.advice(begins=house.june()),
    called: lambda house: house.advice(begins=house.june("15:30"), person=BY_PHONE, **MISSED),
    locked: lambda house: house.advice(begins=house.june()),
    abusive: lambda house: house.advice(begins=house.june()),
    appointment: lambda house: house.appointment(needs=["interpreter"]),
    cancelled: about_an_enquiry,
    shared: lambda house: house.advice(begins=house.june(), consent=None),
    moved: in_weeks_of_its_own,
    appealed: appeal,
    policy_review: review_in_june,
}
"""The ways in which cases come in whose path is not that of an ordinary complaint or warning."""
OPENED: dict[Any, dict[str, Any]] = {
    information_came: {"needs": ["interpreter"]},
    reviewed: {"person": PERSON},
    award: {"person": PERSON},
    returned: {"person": PERSON},
    conflicts: {"person": PERSON},
    told: {"person": PERSON},
    linked: {"appeals": "PH-2019-000001"},
    petition: {"raised_by": "petition", "petition": {"signatures": 48}},
    warned: {name: value for name, value in warning().items() if name != "source_id"},  # one of its own each
}


async def saved(house: House, path: Callable[[PlayedCase], Awaitable[None]]) -> dict[str, Any]:
    """A path's history and the case at its end."""
    own = TAKEN_IN.get(path)
    case = await (own(house) if own else house.open(begins=house.june(), **OPENED.get(path, {})))
    await path(case)
    state = await case.state()
    assert state == await case.case()
    history = (await case.handle.fetch_history()).to_json_dict()
    return {"case": state.model_dump(mode="json"), "history": _without_machine(history)}


def _without_machine(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _without_machine(item) for key, item in value.items() if key not in OF_THIS_MACHINE}
        # a worker's own queue is called after its machine
        return kept | {"name": kept["normalName"]} if "normalName" in kept else kept
    if isinstance(value, list):
        return [_without_machine(item) for item in value]
    return value


async def main() -> None:
    """Play every path that was not saved before, and save it; what older code wrote has to stay."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            Stack(Path(folder), time_skipping=True, ports="free", worker=False) as stack,
            House.at_work(stack) as house,
        ):
            for path in PATHS:
                file = HERE / f"{path.__name__}.json"
                if not file.exists():
                    file.write_text(json.dumps(await saved(house, path), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
