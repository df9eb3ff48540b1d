"""The cases that somebody may read, as the policy's `[access]` and its kinds of matter have it.

Whoever may not read a case does not write to it either, whatever their role may decide elsewhere.
"""

from __future__ import annotations

from rules.authority import Actor
from rules.case import Case
from rules.model import Model, Slug, StaffId
from rules.policy import Policy


class ReadAccess(Model):
    """The cases that a member of staff may read; they may always read those that they have or took in.

    Attributes:
        matters: The kinds of matter of which they may read every case.
        panels: Whether they may read the cases whose panel they sit on, while it reviews them.
        payments: Whether they may read the cases from which something is paid.
        bank_details: Whether they are shown bank accounts whole.

    """

    policy: Slug
    staff: StaffId
    matters: tuple[Slug, ...] = ()
    panels: bool = False
    payments: bool = False
    bank_details: bool = False

    def as_filter(self) -> dict[str, object]:
        """Return it as the queries take it that ask for cases."""
        return {
            "who": self.staff,
            "policy": self.policy,
            "matters": list(self.matters),
            "panels": self.panels,
            "payments": self.payments,
        }

    def serves(self, case: Case) -> bool:
        """Return whether they serve a case, and do not read it for its panel or its payment alone (PH-7a)."""
        return case.matter in self.matters or self.staff in (case.owner, case.opened_by)


def check_reading(policy: Policy) -> None:
    """Check that each role that decides may read some case, at least those that it took in.

    Raises:
        ValueError: naming the key at fault.

    """
    reading = {*policy.access.roles_with("read"), *policy.access.open}
    for kind, matter in policy.matters.items():
        for name, decision in matter.decisions.items():
            for role in decision.roles:
                if role not in reading:
                    raise ValueError(
                        f"matters.{kind}.decisions.{name}.roles: {role!r} sees no cases; "
                        "name it in access.read, access.read_on_panel or access.read_payments"
                    )


def read_access(actor: Actor, policy: Policy) -> ReadAccess:
    """Return what somebody may read."""
    roles, access = set(actor.roles), policy.access
    every_case = bool(roles & set(access.read))
    return ReadAccess(
        policy=policy.id,
        staff=actor.id,
        matters=tuple(
            name
            for name, rule in policy.matters.items()
            if every_case and (rule.read is None or roles & set(rule.read))
        ),
        panels=bool(roles & set(access.read_on_panel)),
        payments=bool(roles & set(access.read_payments)),
        bank_details=bool(roles & set(access.bank_details)),
    )
