"""Names and messages of workflows and activities: one model in, one model out; how a refusal travels."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from rules.model import CaseRef, Model, Slug, StaffId
from rules.refusal import Refusal

RECORD = "record"
DELIVER = "deliver"
SEND_DIGEST = "send-digest"
PAY = "pay"
RUN_ERRAND = "run-errand"
LOOK_AT_SWEEP = "look-at-sweep"
MOVE_DATES = "move-dates"
RECONCILE = "reconcile"
NEXT_FOR_WEBHOOK = "next-for-webhook"
CALL_WEBHOOK = "call-webhook"
GIVE_UP_ON_WEBHOOK = "give-up-on-webhook"
"""The names of activities."""

WEBHOOK = "Webhook"
CALENDAR_CHANGE = "CalendarChange"
"""The names of workflows that drive no case; those of cases are with their lifecycles."""

NOT_ITS_CASE = "not-its-case"
NO_SUCH_ROW = "no-such-row"

OURS = "redress:"
"""How the keys of decisions begin that follow from what happened elsewhere; no caller's key may."""


class NoticeKey(Model):
    """One notice: of a case, following an event, of a kind."""

    ref: CaseRef
    seq: int
    kind: Slug

    @property
    def id(self) -> str:
        """Its name in the engine, and in its e-mail's Message-ID."""
        return f"{self.ref}/{self.seq}-{self.kind}"


class PaymentKey(Model):
    """One payment: of a case, by the number of its commitment."""

    ref: CaseRef
    number: int

    @property
    def id(self) -> str:
        """Its name in the engine, with finance and at the bank: at most 35 characters, as banks allow."""
        return f"{self.ref}/pay-{self.number}"


class ErrandKey(Model):
    """One errand: from a case's event, to another case."""

    ref: CaseRef
    seq: int
    to_ref: CaseRef

    @property
    def id(self) -> str:
        """Its name in the engine."""
        return f"{self.ref}/{self.seq}-to-{self.to_ref}"

    @property
    def decision_key(self) -> str:
        """The key of its decision in the other case, which no caller's key can be."""
        return f"{OURS}{self.ref}/{self.seq}"


class DigestKey(Model):
    """One digest: of a member of staff, on a local day."""

    policy: Slug
    staff: StaffId
    day: date

    @property
    def id(self) -> str:
        """Its name in the engine."""
        return f"digest/{self.policy}/{self.staff}/{self.day}"


class ChangeKey(Model):
    """One change of a policy's calendar: the day that does not count any more."""

    policy: Slug
    day: date

    @property
    def id(self) -> str:
        """The name in the engine of the workflow that moves the cases it touches."""
        return f"calendar/{self.policy}/{self.day}"

    @property
    def decision_key(self) -> str:
        """The key of what it brings about in each case, which no caller's key can be."""
        return f"{OURS}calendar/{self.day}"


class MoveKey(ChangeKey):
    """One case that a change touches."""

    ref: CaseRef


class SweepFrom(ChangeKey):
    """A change, and the case after which to look for the next."""

    after: str = ""


class Sweeping(Model):
    """How far a change has come: the cases it touches, those moved, those that wait, and the next ones."""

    cases: int
    moved: int
    waiting: int
    next: tuple[CaseRef, ...] = ()


class CaseForWebhook(Model):
    """The events of one case, for one webhook: they are sent in order, by one workflow at a time."""

    webhook: UUID
    ref: CaseRef

    @property
    def id(self) -> str:
        """The workflow's name in the engine."""
        return f"webhook/{self.webhook}/{self.ref}"


class EventForWebhook(CaseForWebhook):
    """One event of a case, for one webhook."""

    seq: int

    @property
    def message_id(self) -> str:
        """What receivers know it by, however often it is sent."""
        return f"{self.ref}-{self.seq}"


def calling_queue(task_queue: str) -> str:
    """Where webhooks are called from: a queue of its own, so that no letter waits for a slow receiver."""
    return f"{task_queue}-webhooks"


class Reconciled(Model):
    """What the reconciler found and mended."""

    reviews: tuple[CaseRef, ...] = ()
    started: tuple[CaseRef, ...] = ()
    posted: tuple[str, ...] = ()
    words_dropped: int = 0
    announced: tuple[str, ...] = ()
    swept: tuple[str, ...] = ()


def refused(refusal: Refusal) -> ApplicationError:
    """A refusal as the engine carries it to whoever asked."""
    facts = refusal.facts()
    return ApplicationError(
        str(refusal),
        facts.model_dump(),
        type=facts.code,
        non_retryable=True,
        category=ApplicationErrorCategory.BENIGN,  # an answer, not a fault: the log need not show where
    )


def no_such(key: NoticeKey | PaymentKey | ErrandKey | DigestKey | MoveKey) -> ApplicationError:
    """Return the error of an activity that somebody started for what PostgreSQL does not hold."""
    return ApplicationError(f"nothing was recorded as {key.id}", type=NO_SUCH_ROW, non_retryable=True)
