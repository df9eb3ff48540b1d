"""Search attributes: what ops can filter cases by in the Temporal UI."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from temporalio.common import SearchAttributeKey

CASE_STAGE: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseStage")
CASE_OWNER: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseOwner")
CASE_SERVICE: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseService")
CASE_POLICY: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CasePolicy")
CASE_MATTER: SearchAttributeKey[str] = SearchAttributeKey.for_keyword("CaseMatter")
CASE_DUE: SearchAttributeKey[datetime] = SearchAttributeKey.for_datetime("CaseDue")
CASE_OVERDUE: SearchAttributeKey[bool] = SearchAttributeKey.for_bool("CaseOverdue")

REQUIRED: tuple[SearchAttributeKey[Any], ...] = (
    CASE_STAGE,
    CASE_OWNER,
    CASE_SERVICE,
    CASE_POLICY,
    CASE_MATTER,
    CASE_DUE,
    CASE_OVERDUE,
)
