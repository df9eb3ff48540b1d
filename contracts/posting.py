"""Post a notice, a payment, an errand or a digest: start it as an activity of its own in the engine.

Not an activity of the case's workflow: a mail server that is down for days then holds no case open,
and costs its history nothing. Ops see each notice under Standalone Activities by its key, with its
attempts; the case's details name it. The engine refuses a second delivery under the same key.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from temporalio.client import Client
from temporalio.common import ActivityIDConflictPolicy, ActivityIDReusePolicy, RetryPolicy
from temporalio.exceptions import ActivityAlreadyStartedError

from contracts.messages import (
    DELIVER,
    PAY,
    RUN_ERRAND,
    SEND_DIGEST,
    DigestKey,
    ErrandKey,
    NoticeKey,
    PaymentKey,
)
from rules.case import Case
from rules.events import Event

TRY_FOR = timedelta(days=14)
ONE_TRY = timedelta(seconds=45)
# A killed worker's delivery is tried again after this, and not only once its time is over.
SIGN_OF_LIFE = timedelta(seconds=10)
RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=15), backoff_coefficient=2, maximum_interval=timedelta(minutes=30)
)


Key = NoticeKey | PaymentKey | ErrandKey | DigestKey


async def post(client: Client, key: Key, task_queue: str) -> None:
    """Start a delivery, the instruction of a payment, an errand or a digest, unless it was started before."""
    match key:
        case NoticeKey():
            activity, summary = DELIVER, f"Send the {key.kind} of {key.ref}"
        case PaymentKey():
            activity, summary = PAY, f"Instruct payment {key.number} of {key.ref}"
        case ErrandKey():
            activity, summary = RUN_ERRAND, f"Tell {key.to_ref} what follows from {key.ref}"
        case DigestKey():
            activity, summary = SEND_DIGEST, f"Send {key.staff} the digest of {key.day}"
    try:
        await client.start_activity(
            activity,
            key,
            id=key.id,
            task_queue=task_queue,
            id_reuse_policy=ActivityIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            id_conflict_policy=ActivityIDConflictPolicy.FAIL,
            schedule_to_close_timeout=TRY_FOR,
            start_to_close_timeout=ONE_TRY,
            heartbeat_timeout=SIGN_OF_LIFE,
            retry_policy=RETRIES,
            summary=summary,
            rpc_timeout=timedelta(seconds=5),
        )
    except ActivityAlreadyStartedError:
        return


def posts(case: Case, event: Event) -> Iterator[Key]:
    """What an event of a case sets going: its notices, its errands, and the payments that it decides."""
    for tell in event.tells:
        yield NoticeKey(ref=case.ref, seq=event.seq, kind=tell.notice)
    for errand in event.errands:
        yield ErrandKey(ref=case.ref, seq=event.seq, to_ref=errand.to)
    for promise in case.made_by(event):
        if promise.is_payment and promise.status == "open":
            yield PaymentKey(ref=case.ref, number=promise.number)
