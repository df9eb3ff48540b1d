"""What can be decided about a complaint, and what each decision must state.

Fields of type `Words` are free text: kept in PostgreSQL, never seen by the engine. Days are local to
the policy's time zone.
"""

from rules.casework.decisions import (
    AddEvidence,
    Adjust,
    ConfirmConflict,
    DeclareConflict,
    DeclineConflict,
    Note,
    Reassign,
    WithdrawConflict,
)
from rules.complaint.decisions.casework import LinkAppeal, LogRepresentation, RecordLearning, StandAside
from rules.complaint.decisions.petition import AddSignatures, ChangeLead, DecideRepresentations, NewLead
from rules.complaint.decisions.promises import (
    BreakCommitment,
    ConfirmPayment,
    GivePaymentDetails,
    KeepCommitment,
    MoveCommitment,
    Remedy,
    ReturnPayment,
)
from rules.complaint.decisions.resolve import (
    Accept,
    AgreeTimescale,
    ApproveAward,
    AskForInformation,
    Contact,
    DeclineAward,
    LinkDuplicate,
    Outcome,
    ReceiveInformation,
    Refuse,
    Respond,
    Withdraw,
)
from rules.complaint.decisions.review import (
    AppointPanel,
    AskForReview,
    ChangePanel,
    DeclineDecision,
    PlanReview,
    ProposeDecision,
    SignDecision,
)

__all__ = [
    "Accept",
    "AddEvidence",
    "AddSignatures",
    "Adjust",
    "AgreeTimescale",
    "AppointPanel",
    "ApproveAward",
    "AskForInformation",
    "AskForReview",
    "BreakCommitment",
    "ChangeLead",
    "ChangePanel",
    "ConfirmConflict",
    "ConfirmPayment",
    "Contact",
    "DecideRepresentations",
    "DeclareConflict",
    "DeclineAward",
    "DeclineConflict",
    "DeclineDecision",
    "GivePaymentDetails",
    "KeepCommitment",
    "LinkAppeal",
    "LinkDuplicate",
    "LogRepresentation",
    "MoveCommitment",
    "NewLead",
    "Note",
    "Outcome",
    "PlanReview",
    "ProposeDecision",
    "Reassign",
    "ReceiveInformation",
    "RecordLearning",
    "Refuse",
    "Remedy",
    "Respond",
    "ReturnPayment",
    "SignDecision",
    "StandAside",
    "Withdraw",
    "WithdrawConflict",
]
