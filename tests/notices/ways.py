"""Every kind of notice, and the ways in which notices of a kind differ: each by a case that comes to it.

A complaint comes in on Friday 18 December 2026, before the holidays.
"""

from __future__ import annotations

from rules.casework.conflicts import DeclareConflict
from rules.clientwork.grounds import Refuse
from rules.clientwork.withdrawing import Withdraw
from rules.complaint.afterwards import LogRepresentation
from rules.complaint.commitments import KeepCommitment
from rules.complaint.resolve import Accept, Contact
from rules.policy_review.review import CallReview
from tests.notices.linked import after, appeal, lifted_by_appeal, linked, raised_before, taken_on
from tests.notices.plays import (
    PETITION,
    Way,
    advice,
    appointment,
    complaint,
    enquiry,
    feedback,
    not_given,
    pointing,
    policy_review,
    untold,
    warning,
    with_closures,
)
from tests.notices.saying import (
    ACCOUNT,
    ANOTHER_REMEDY,
    ANSWERED,
    APPEAL_ANSWERED,
    APPEAL_REVIEWED,
    APPROPRIATE,
    APPROVED,
    APPROVED_AWARD,
    ASK,
    BROKEN,
    CONSENT,
    CONTACTED,
    DEAR,
    DISAGREE,
    DISMISSED,
    DOOR,
    ENQUIRY_ANSWER,
    FLOOR,
    GIVEN_TO_TOM,
    HIGH,
    KEEP,
    KEPT,
    LATER,
    LIFTED,
    LONGER,
    MONEY_TOO,
    MOVED,
    NEW_LEAD,
    NO_MORE_MONEY,
    NOT_UPHELD,
    NOT_UPHELD_AFTER_ALL,
    NOTHING,
    OTHERS,
    PAID,
    PIPE,
    REFUSED,
    SIT,
    UPHELD_AFTER_ALL,
    WANTED,
    WROTE_AGAIN,
    agreed,
    decided,
    plan,
    representations,
    response,
    reviewed,
    right,
)
from tests.rules import advice as advising
from tests.rules import appointments as booking
from tests.rules import enquiries
from tests.rules.people import AMIRA, DAVID, GRACE, HELEN, LENA, NINA, NOOR, OMAR, RUTH, TOM
from tests.rules.play import day
from tests.rules.saying import AGAIN, MISTYPED, MOVED_HOUSE
from tests.signposts import ACAS, SETTLED

CALLED = {**advising.MISSED, "consent": advising.GIVEN}
TOLD_TOO = advising.TOLD.model_copy(update={"signposts": (ACAS,)})
VISIT_ENDED = advising.ENDED.model_copy(update={"contact": "visit"})
CLOSED_FOR_IT = ("2026-12-21", advising.RUDE, (advising.CLOSE, LENA))
CLOSED_TOO = advising.CLOSE.model_copy(update={"signposts": (ACAS,)})
LOCKING = (advising.FAILED, advising.FAILED, advising.FAILED)
TRIED_AND_STOPPED = (advising.TRIED, advising.TRIED, advising.TRIED, advising.STOP)
POINTED = (
    Refuse(ground="alternative-process", particulars="The council decides it.", signposts=(ACAS, SETTLED)),
    RUTH,
)
ADVISED_TOO = advising.ADVISE.model_copy(update={"signposts": (ACAS,)})
OWN_CONFLICT = DeclareConflict(reasons="I know them.")
MANAGERS_CONFLICTED = [(OWN_CONFLICT, who) for who in (OMAR, RUTH, DAVID, GRACE, HELEN)]
LATE_INFORMATION = ("2026-12-21", advising.steps("2027-02-26"), ASK, "2027-02-01")
FEEDBACK = "work-rights-centre"
"""The policy under which there is feedback."""
ADVICE = FEEDBACK
"""The policy under which people are advised."""
WAYS: dict[str, Way] = {
    "advice-received": Way("advice-received", advice(), ADVICE),
    "advice-received: late": Way("advice-received", advice(received="2026-12-09T10:00:00Z"), ADVICE),
    "advice-answer": Way("advice-answer", advice("2026-12-21", advising.ADVISE), ADVICE),
    "advice-answer: pointed elsewhere": Way("advice-answer", advice("2026-12-21", ADVISED_TOO), ADVICE),
    "advice-next-steps": Way("advice-next-steps", advice("2026-12-22", advising.steps("2027-01-15")), ADVICE),
    "advice-declined": Way("advice-declined", advice("2026-12-21", advising.DECLINE), ADVICE),
    "advice-withdrawn": Way("advice-withdrawn", advice("2026-12-21", Withdraw()), ADVICE),
    "call-missed": Way("call-missed", advice(**CALLED), ADVICE),
    "call-missed: no message": Way("call-missed", advice(**CALLED | {"call": "missed"}), ADVICE),
    "call-missed: about a case": Way("call-missed", advice("2026-12-21", advising.CALLED), ADVICE),
    "call-missed: late": Way("call-missed", advice(received="2026-12-09T10:00:00Z", **CALLED), ADVICE),
    "call-missed: locked": Way("call-missed", advice("2026-12-21", *LOCKING, advising.CALLED), ADVICE),
    "call-to-return": Way("call-to-return", advice(**CALLED), ADVICE),
    "call-answer": Way("call-answer", advice("2026-12-21", advising.TOLD, **CALLED), ADVICE),
    "call-answer: about a case": Way(
        "call-answer",
        advice("2026-12-21", advising.CALLED, advising.CHECKED, advising.by_check(advising.TOLD)),
        ADVICE,
    ),
    "call-answer: pointed elsewhere": Way("call-answer", advice("2026-12-21", TOLD_TOO, **CALLED), ADVICE),
    "call-next-steps": Way(
        "call-next-steps", advice("2026-12-21", advising.call_steps("2027-01-15"), **CALLED), ADVICE
    ),
    "call-next-steps: about a case": Way(
        "call-next-steps",
        advice("2026-12-21", advising.CHECKED, advising.by_check(advising.call_steps("2027-01-15"))),
        ADVICE,
    ),
    "call-not-reached": Way("call-not-reached", advice("2026-12-21", *TRIED_AND_STOPPED, **CALLED), ADVICE),
    "call-not-reached: about a case": Way(
        "call-not-reached", advice("2026-12-21", advising.CALLED, *TRIED_AND_STOPPED), ADVICE
    ),
    "call-not-reached: locked": Way(
        "call-not-reached", advice("2026-12-21", advising.CALLED, *LOCKING, advising.STOP), ADVICE
    ),
    "phone-locked": Way("phone-locked", advice("2026-12-21", *LOCKING), ADVICE),
    "phone-locked: ended": Way("phone-locked", advice("2026-12-21", advising.ADVISE, *LOCKING), ADVICE),
    "case-locked": Way("case-locked", advice("2026-12-21", *LOCKING), ADVICE),
    "phone-unlocked": Way(
        "phone-unlocked", advice("2026-12-21", *LOCKING, "2026-12-22", (advising.UNLOCK, LENA)), ADVICE
    ),
    "behaviour-recorded": Way("behaviour-recorded", advice("2026-12-21", advising.RUDE), ADVICE),
    "behaviour-recorded: never closed for it": Way(
        "behaviour-recorded", feedback("2026-12-21", advising.RUDE), FEEDBACK
    ),
    "contact-ended": Way("contact-ended", advice("2026-12-21", advising.RUDE, advising.ENDED), ADVICE),
    "contact-ended: visit": Way(
        "contact-ended", feedback("2026-12-21", advising.RUDE, VISIT_ENDED), FEEDBACK
    ),
    "contact-ended: afterwards": Way(
        "contact-ended", advice("2026-12-21", advising.ADVISE, advising.RUDE, advising.ENDED), ADVICE
    ),
    "closed-for-behaviour": Way("closed-for-behaviour", advice(*CLOSED_FOR_IT), ADVICE),
    "closed-for-behaviour: pointed elsewhere": Way(
        "closed-for-behaviour", advice(advising.RUDE, (CLOSED_TOO, LENA)), ADVICE
    ),
    "breach: call": Way("breach", advice("2026-12-29", **CALLED), ADVICE),
    "dates-moved: call": Way("dates-moved", with_closures("2026-12-21", of=advice(**CALLED)), ADVICE),
    "to-be-told": Way("to-be-told", advice("2026-12-21", advising.ELSEWHERE), ADVICE),
    "to-be-told: locked": Way("to-be-told", advice("2026-12-21", *LOCKING, advising.ELSEWHERE), ADVICE),
    "call-to-return: locked": Way("call-to-return", advice("2026-12-21", *LOCKING, advising.CALLED), ADVICE),
    "untold": Way("untold", untold(advice("2026-12-29")), ADVICE),
    "appointment-confirmed": Way("appointment-confirmed", appointment(), ADVICE),
    "appointment-confirmed: for today": Way(
        "appointment-confirmed", appointment(at="2026-12-22 09:30", needs=[]), ADVICE
    ),
    "appointment-moved": Way("appointment-moved", appointment(booking.move("2027-01-05 14:30")), ADVICE),
    "appointment-moved: by us": Way(
        "appointment-moved", appointment(booking.we_move("2027-01-05 14:30")), ADVICE
    ),
    "appointment-moved: late by us": Way(
        "appointment-moved",
        appointment("2026-12-22", booking.we_move("2027-01-05 14:30"), starts="2026-12-22 14:30"),
        ADVICE,
    ),
    "appointment-moved: another adviser": Way(
        "appointment-moved", appointment(booking.we_move("2026-12-22 10:00", adviser=LENA.id)), ADVICE
    ),
    "appointment-cancelled": Way("appointment-cancelled", appointment("2026-12-21", booking.CANCEL), ADVICE),
    "appointment-cancelled: by us": Way(
        "appointment-cancelled", appointment("2026-12-21", booking.WE_CANCEL), ADVICE
    ),
    "appointment-cancelled: late by us": Way(
        "appointment-cancelled",
        appointment("2026-12-22", booking.WE_CANCEL, starts="2026-12-22 14:30"),
        ADVICE,
    ),
    "appointment-reminder": Way("appointment-reminder", appointment("2026-12-21"), ADVICE),
    "appointment-missed": Way("appointment-missed", appointment("2026-12-23", booking.DID_NOT_COME), ADVICE),
    "breach: attendance": Way("breach", appointment("2026-12-24"), ADVICE),
    "consent-request": Way("consent-request", advice(), ADVICE),
    "consent-reminder": Way("consent-reminder", advice("2027-01-06"), ADVICE),
    "breach: consent": Way(
        "breach", advice("2026-12-22", advising.steps("2027-03-01"), "2027-01-08"), ADVICE
    ),
    "consent-recorded": Way("consent-recorded", advice("2026-12-21", advising.CONSENT), ADVICE),
    "consent-withdrawn": Way("consent-withdrawn", advice(advising.CONSENT, advising.NO_REFERRAL), ADVICE),
    "consent-withdrawn: never given": Way("consent-withdrawn", advice(advising.NO_CONSENT), ADVICE),
    "shared": Way("shared", advice(advising.CONSENT, advising.REFER), ADVICE),
    "referral": Way("referral", advice(advising.CONSENT, advising.REFER), ADVICE),
    "disclosure": Way("disclosure", advice(advising.CONSENT, advising.REFER), ADVICE),
    "disclosure: safeguarding": Way("disclosure", advice((advising.PROTECT, NOOR)), ADVICE),
    "disclosure: not told": Way("disclosure", advice((advising.PROTECT_UNTOLD, NOOR)), ADVICE),
    "shared-to-safeguard": Way("shared-to-safeguard", advice((advising.PROTECT, NOOR)), ADVICE),
    "safeguarding-referral": Way("safeguarding-referral", advice((advising.PROTECT, NOOR)), ADVICE),
    "safeguarding-referral: not told": Way(
        "safeguarding-referral",
        advice((advising.PROTECT_UNTOLD.model_copy(update={"email": "duty@northgate.example"}), NOOR)),
        ADVICE,
    ),
    "consent-ended": Way("consent-ended", advice(advising.CONSENT, advising.NO_CONSENT), ADVICE),
    "consent-ended: never given": Way("consent-ended", advice(advising.NO_CONSENT), ADVICE),
    "information-request: advice": Way("information-request", advice("2026-12-21", ASK), ADVICE),
    "information-reminder: advice": Way(
        "information-reminder", advice("2026-12-21", advising.steps("2027-02-26"), ASK, "2027-01-20"), ADVICE
    ),
    "information-late": Way("information-late", advice(*LATE_INFORMATION), ADVICE),
    "information-late: answer late": Way("information-late", advice("2026-12-21", ASK, "2027-02-01"), ADVICE),
    "signposted": Way("signposted", advice("2026-12-21", advising.ELSEWHERE), ADVICE),
    "signposted: complaint": Way("signposted", pointing(complaint("2026-12-21", advising.ELSEWHERE))),
    "signposted: late": Way("signposted", advice("2026-12-29", advising.ELSEWHERE), ADVICE),
    "signposted: next steps": Way(
        "signposted", advice("2026-12-22", advising.steps("2027-01-15"), advising.ELSEWHERE), ADVICE
    ),
    "breach: first response": Way("breach", advice("2026-12-29"), ADVICE),
    "breach: advice": Way("breach", advice(advising.steps("2027-01-15"), "2027-01-18"), ADVICE),
    "dates-moved: advice": Way("dates-moved", with_closures("2026-12-21", of=advice()), ADVICE),
    "acknowledgement": Way("acknowledgement", complaint()),
    "acknowledgement: petition": Way("acknowledgement", complaint(**PETITION)),
    "acknowledgement: feedback": Way("acknowledgement", feedback(), FEEDBACK),
    "received": Way("received", feedback(), FEEDBACK),
    "appeal-to-link": Way("appeal-to-link", complaint(appeals="PH-2019-000001")),
    "acknowledgement: appeal": Way("acknowledgement", appeal()),
    "conflict": Way("conflict", complaint(*CONTACTED, (OWN_CONFLICT, AMIRA))),
    "conflict: proposed": Way(
        "conflict", complaint(*CONTACTED, (DeclareConflict(staff="omar.reyes", reasons="-"), TOM))
    ),
    "conflict: passed on": Way("conflict", complaint(*CONTACTED, (OWN_CONFLICT, NINA))),
    "conflict: nobody left": Way("conflict", complaint(*CONTACTED, *MANAGERS_CONFLICTED)),
    "contact-record": Way("contact-record", complaint(*CONTACTED)),
    "contact-record: petition": Way("contact-record", complaint(*CONTACTED, **PETITION)),
    "contact-record: agreed": Way(
        "contact-record",
        complaint("2026-12-22", Contact(remedy_wanted=WANTED, respond_by=day("2027-01-29"))),
    ),
    "information-request": Way("information-request", complaint(*CONTACTED, "2026-12-30", ASK)),
    "information-request: late": Way("information-request", complaint(*CONTACTED, "2027-01-08", ASK)),
    "information-request: review": Way(
        "information-request", complaint(*reviewed(plan(), "2027-01-18", ASK))
    ),
    "information-reminder": Way(
        "information-reminder", complaint(*CONTACTED, LONGER, "2026-12-30", ASK, "2027-01-25")
    ),
    "information-reminder: review": Way(
        "information-reminder", complaint(*reviewed(plan(), LATER, "2027-01-18", ASK, "2027-02-15"))
    ),
    "timescale": Way("timescale", complaint(*CONTACTED, "2026-12-30", LONGER)),
    "timescale: review": Way("timescale", complaint(*reviewed(LATER))),
    "refusal": Way("refusal", complaint("2026-12-30", REFUSED)),
    "refusal: raised before": Way("refusal", after(complaint(), raised_before)),
    "refusal: petition": Way("refusal", complaint("2026-12-30", REFUSED, **PETITION)),
    "refusal: pointed elsewhere": Way("refusal", pointing(complaint("2026-12-30", POINTED))),
    "duplicate": Way("duplicate", after(complaint(), linked)),
    "response": Way("response", complaint(*ANSWERED)),
    "response: upheld": Way(
        "response", complaint(*CONTACTED, "2026-12-30", response(PIPE, outcome="upheld"))
    ),
    "response: not upheld": Way("response", complaint(*DISMISSED)),
    "response: petition": Way("response", complaint(*ANSWERED, **PETITION)),
    "response: cheque": Way(
        "response", complaint(*CONTACTED, "2026-12-30", response(PIPE, FLOOR, money=HIGH))
    ),
    "response: transfer": Way(
        "response", complaint(*CONTACTED, "2026-12-30", (ACCOUNT, TOM), response(PIPE, FLOOR, money=HIGH))
    ),
    "response: nothing to pay": Way(
        "response", complaint(*CONTACTED, "2026-12-30", response(PIPE, money=NOTHING))
    ),
    "response: approved": Way("response", complaint(*CONTACTED, "2026-12-30", DEAR, APPROVED_AWARD)),
    "award-proposed": Way("award-proposed", complaint(*CONTACTED, "2026-12-30", DEAR)),
    "award-proposed: late": Way("award-proposed", complaint(*CONTACTED, "2027-01-08", DEAR)),
    "response: appeal": Way("response", appeal(*APPEAL_ANSWERED)),
    "response: no review": Way("response", feedback(*DISMISSED), FEEDBACK),
    "closure": Way("closure", complaint(*ANSWERED, *KEPT, "2027-02-15")),
    "closure: no review": Way("closure", feedback(*DISMISSED, "2027-02-15"), FEEDBACK),
    "closure: accepted": Way("closure", complaint(*DISMISSED, Accept())),
    "closure: promises settled": Way("closure", complaint(*ANSWERED, Accept(), *KEPT)),
    "closure: a promise broken": Way(
        "closure", complaint(*ANSWERED, Accept(), BROKEN, KeepCommitment(number=2))
    ),
    "closure: no information": Way("closure", complaint(*CONTACTED, LONGER, "2026-12-30", ASK, "2027-02-03")),
    "closure: withdrawn": Way("closure", complaint("2026-12-30", Withdraw())),
    "closure: petition": Way("closure", complaint(*DISMISSED, Accept(), **PETITION)),
    "closure: the answer stands": Way(
        "closure", complaint(*reviewed(plan(), *decided(appropriate=True), answer=NOT_UPHELD))
    ),
    "closure: another remedy": Way(
        "closure",
        complaint(*reviewed(plan(), *decided(remedies=(DOOR,)), KeepCommitment(number=1), answer=NOT_UPHELD)),
    ),
    "closure: review without information": Way(
        "closure",
        complaint(*reviewed(plan(), LATER, "2027-01-18", ASK, "2027-02-22", answer=NOT_UPHELD)),
    ),
    "closure: review withdrawn": Way("closure", complaint(*reviewed(Withdraw(), answer=NOT_UPHELD))),
    "closure: representations": Way(
        "closure",
        complaint("2026-12-22", representations(PIPE), KeepCommitment(number=1), **PETITION),
    ),
    "commitment-broken": Way("commitment-broken", complaint(*ANSWERED, BROKEN)),
    "commitment-moved": Way("commitment-moved", complaint(*ANSWERED, MOVED)),
    "review-acknowledgement": Way("review-acknowledgement", complaint(*ANSWERED, "2027-01-13", DISAGREE)),
    "review-acknowledgement: nothing promised": Way(
        "review-acknowledgement", complaint(*DISMISSED, "2027-01-13", DISAGREE)
    ),
    "review-acknowledgement: agreed": Way(
        "review-acknowledgement",
        complaint(*ANSWERED, "2027-01-13", DISAGREE.model_copy(update={"respond_by": day("2027-03-01")})),
    ),
    "review-plan": Way("review-plan", complaint(*reviewed(plan()))),
    "review-plan: on paper": Way("review-plan", complaint(*reviewed(plan("on-paper")))),
    "review-plan: meeting": Way("review-plan", complaint(*reviewed(plan("meeting")))),
    "review-plan: call": Way("review-plan", complaint(*reviewed(plan("call")))),
    "review-plan: late": Way("review-plan", complaint(*reviewed("2027-02-15", plan()))),
    "review-decision": Way("review-decision", complaint(*MONEY_TOO)),
    "review-decision: without money": Way("review-decision", complaint(*ANOTHER_REMEDY)),
    "review-decision: nothing more": Way("review-decision", complaint(*NO_MORE_MONEY)),
    "review-decision: the answer stands": Way("review-decision", complaint(*APPROPRIATE)),
    "review-decision: petition": Way("review-decision", complaint(*ANOTHER_REMEDY, **PETITION)),
    "review-decision: appeal": Way("review-decision", appeal(*APPEAL_REVIEWED, SIT, plan(), *decided())),
    "review-ended": Way(
        "review-ended", complaint(*reviewed(plan(), LATER, "2027-01-18", ASK, MOVED, "2027-02-22"))
    ),
    "review-ended: withdrawn": Way("review-ended", complaint(*reviewed(Withdraw()))),
    "lead-changed": Way("lead-changed", complaint("2026-12-21", NEW_LEAD, **PETITION)),
    "lead-changed: contacted": Way("lead-changed", complaint(*CONTACTED, NEW_LEAD, **PETITION)),
    "lead-changed: late": Way("lead-changed", complaint("2027-01-08", NEW_LEAD, **PETITION)),
    "lead-changed: answered": Way("lead-changed", complaint(*ANSWERED, NEW_LEAD, **PETITION)),
    "lead-changed: review": Way(
        "lead-changed", complaint(*reviewed(plan(), "2027-01-18", ASK, NEW_LEAD), **PETITION)
    ),
    "corrected": Way(
        "corrected", complaint("2026-12-21", agreed("2027-02-26"), right("respond_by", "2027-01-26"))
    ),
    "corrected: late": Way(
        "corrected",
        complaint("2026-12-21", agreed("2027-02-26"), "2027-01-28", right("respond_by", "2027-01-26")),
    ),
    "corrected: receipt": Way("corrected", complaint("2026-12-21", right("received_on", "2026-12-16", 1))),
    "corrected: nothing moves": Way(
        "corrected", complaint("2026-12-21", right("happened_on", "2026-11-27", 1))
    ),
    "contact-record: corrected": Way(
        "contact-record",
        complaint("2026-12-21", agreed("2027-02-26"), right("respond_by", "2027-01-26")),
    ),
    "details-corrected": Way("details-corrected", complaint("2026-12-21", MISTYPED)),
    "details-corrected: several": Way("details-corrected", complaint("2026-12-21", MOVED_HOUSE)),
    "acknowledgement: again": Way("acknowledgement", not_given("acknowledgement", "2026-12-21", AGAIN)),
    "response-corrected": Way(
        "response-corrected", complaint(*DISMISSED, "2027-01-06", (UPHELD_AFTER_ALL, RUTH))
    ),
    "response-corrected: not upheld": Way(
        "response-corrected",
        complaint(*CONTACTED, "2026-12-30", PAID, "2027-01-06", (NOT_UPHELD_AFTER_ALL, RUTH)),
    ),
    "response-corrected: petition": Way(
        "response-corrected", complaint(*ANSWERED, "2027-01-06", (UPHELD_AFTER_ALL, RUTH), **PETITION)
    ),
    "representations": Way("representations", complaint("2026-12-22", representations(PIPE), **PETITION)),
    "representations: none": Way("representations", complaint("2026-12-22", representations(), **PETITION)),
    "representation": Way(
        "representation",
        complaint(
            *reviewed(plan(), *decided(appropriate=True), answer=NOT_UPHELD), "2027-03-01", WROTE_AGAIN
        ),
    ),
    "representation: without a panel": Way(
        "representation",
        complaint(*ANSWERED, Accept(), "2027-01-08", LogRepresentation(said="Thank you.")),
    ),
    "dates-moved": Way("dates-moved", with_closures("2026-12-29", of=complaint(*CONTACTED))),
    "dates-moved: no review": Way(
        "dates-moved", with_closures("2027-01-05", of=feedback(*DISMISSED)), FEEDBACK
    ),
    "dates-moved: two": Way("dates-moved", with_closures("2026-12-21", of=complaint())),
    "case-assigned": Way("case-assigned", complaint("2026-12-21", GIVEN_TO_TOM)),
    "case-assigned: booked": Way(
        "case-assigned", appointment(booking.move("2027-01-05 14:30", adviser=LENA.id)), ADVICE
    ),
    "panel-seat": Way("panel-seat", complaint(*reviewed())),
    "decision-to-sign": Way("decision-to-sign", complaint(*reviewed(plan(), *decided(appropriate=True)))),
    "commitment-assigned": Way("commitment-assigned", complaint(*CONTACTED, "2026-12-30", PAID)),
    "payment-to-make": Way("payment-to-make", complaint(*CONTACTED, "2026-12-30", PAID)),
    "due-soon": Way("due-soon", complaint("2026-12-22")),
    "due-soon: answer": Way("due-soon", complaint(*CONTACTED, "2027-01-06")),
    "deadline-missed": Way("deadline-missed", complaint(*CONTACTED, "2027-01-07")),
    "deadline-missed: nobody": Way("deadline-missed", complaint("2026-12-23")),
    "deadline-missed: review": Way("deadline-missed", complaint(*reviewed("2027-02-11"))),
    "breach": Way("breach", complaint("2026-12-23")),
    "breach: answer": Way("breach", complaint(*CONTACTED, "2027-01-07")),
    "breach: review": Way("breach", complaint(*reviewed("2027-02-11"))),
    "breach: payment": Way("breach", complaint(*CONTACTED, "2026-12-30", response(money=HIGH), "2027-02-01")),
    "breach: commitment": Way("breach", complaint(*ANSWERED, "2027-01-20")),
    "breach: commitment broken": Way("breach", complaint(*ANSWERED, BROKEN)),
    "breach: enquiry": Way("breach", enquiry("2027-01-07")),
    "breach: approval": Way("breach", warning("2027-01-08")),
    "breach: policy review": Way("breach", policy_review("2027-01-19")),
    "enquiry-acknowledgement": Way("enquiry-acknowledgement", enquiry()),
    "enquiry-acknowledgement: authority": Way(
        "enquiry-acknowledgement", enquiry(authority="consent", service=None)
    ),
    "enquiry-acknowledgement: late": Way(
        "enquiry-acknowledgement",
        enquiry("2027-01-08", enquiries.about("tenant", concerns=enquiries.NADIA), **enquiries.OF_NOBODY),
    ),
    "enquiry-answer": Way("enquiry-answer", enquiry(CONSENT, "2026-12-30", ENQUIRY_ANSWER)),
    "enquiry-withdrawn": Way("enquiry-withdrawn", enquiry(CONSENT, "2026-12-30", enquiries.WITHDRAW)),
    "enquiry-complaint": Way("enquiry-complaint", taken_on),
    "warning-proposed": Way("warning-proposed", warning()),
    "warning-proposed: restrictions": Way("warning-proposed", warning(APPROVED, OTHERS)),
    "warning": Way("warning", warning(APPROVED)),
    "warning: no restrictions": Way("warning", warning(APPROVED, restrictions=[], contact=None)),
    "restrictions": Way("restrictions", warning(APPROVED, "2027-01-04", OTHERS, APPROVED)),
    "warning-review-reminder": Way("warning-review-reminder", warning(APPROVED, "2027-06-20")),
    "warning-kept": Way("warning-kept", warning(APPROVED, "2027-06-20", (KEEP, RUTH))),
    "warning-lifted": Way("warning-lifted", warning(APPROVED, "2027-06-20", (LIFTED, RUTH))),
    "warning-lifted: appeal": Way("warning-lifted", lifted_by_appeal),
    "policy-review": Way("policy-review", policy_review("2026-07-20")),
    "policy-review: called": Way(
        "policy-review",
        policy_review("2026-03-02", (CallReview(due_by=day("2026-12-01"), reasons="A new law."), HELEN)),
    ),
    "policy-review-reminder": Way("policy-review-reminder", policy_review("2026-12-21")),
}
