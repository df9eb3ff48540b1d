"""A matter's workflow with what goes on beside its own decisions (`rules/casework`)."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from rules.casework import decisions
    from workflows.matter import Matter, decision_update


class Casework(Matter):
    """The base of workflows whose cases staff work on."""

    adjust = decision_update(decisions.Adjust)
    add_evidence = decision_update(decisions.AddEvidence)
    reassign = decision_update(decisions.Reassign)
    declare_conflict = decision_update(decisions.DeclareConflict)
    confirm_conflict = decision_update(decisions.ConfirmConflict)
    decline_conflict = decision_update(decisions.DeclineConflict)
    withdraw_conflict = decision_update(decisions.WithdrawConflict)
    note = decision_update(decisions.Note)
