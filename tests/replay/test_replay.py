"""Saved histories replay to the very state they were saved with, whatever the policy says by now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from policies import library
from rules.case import Case
from rules.library import Library
from rules.terms import Within
from tests.house import House
from tests.replay.save import HERE, PATHS, saved
from worker import all_workflows, sandbox
from workflows.matter import CaseWorkflow

FILES = sorted(HERE.glob("*.json"))
"""Among them decisions that are refused by now: one_pair_of_hands.json moves money alone."""


class Remembering(Interceptor):
    """Remembers the workflow that was replayed."""

    def __init__(self) -> None:
        self.replayed: Any = None

    def workflow_interceptor_class(
        self,
        input: WorkflowInterceptorClassInput,  # noqa: A002 - the SDK's name
    ) -> type[WorkflowInboundInterceptor]:
        """Hand the workflow out of the sandbox."""
        input.unsafe_extern_functions["remember"] = self._remember
        return _Handing

    def _remember(self, replayed: Any) -> None:
        self.replayed = replayed


class _Handing(WorkflowInboundInterceptor):
    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:  # noqa: A002 - the SDK's name
        remember: Callable[[Any], None] = workflow.extern_functions()["remember"]
        remember(workflow.instance())
        return await super().execute_workflow(input)


async def replayed(history: dict[str, Any]) -> Case:
    """The case after its history was replayed by the code as it now is."""
    remembering = Remembering()
    replayer = Replayer(
        workflows=all_workflows(),
        workflow_runner=sandbox(),
        data_converter=pydantic_data_converter,
        interceptors=[remembering],
    )
    await replayer.replay_workflow(WorkflowHistory.from_json("replayed", history))
    state: Case = remembering.replayed.state()
    return state


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def kept(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A saved history and its case."""
    file: Path = request.param
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def lost(saved: Any, now: Any) -> Any:
    """What of a saved value is not the same now; a newer case may know more than was saved of it."""
    if isinstance(saved, dict) and isinstance(now, dict):
        return {name: gone for name, value in saved.items() if (gone := lost(value, now.get(name)))}
    if isinstance(saved, list) and isinstance(now, list) and len(saved) == len(now):
        return [gone for was, value in zip(saved, now, strict=True) if (gone := lost(was, value))]
    return None if saved == now else f"{saved!r} became {now!r}"


def test_what_is_lost_shows() -> None:
    """The comparison can fail, at any depth; what is new is no loss."""
    saved = {"stage": "resolve", "deadlines": [{"name": "contact", "due_day": "2027-06-09"}]}
    later = {"stage": "resolve", "deadlines": [{"name": "contact", "due_day": "2027-06-10", "new": 1}]}
    assert lost(saved, later) == {"deadlines": [{"due_day": "'2027-06-09' became '2027-06-10'"}]}
    assert lost(saved, {**saved, "panel": []}) == {}
    assert lost(saved, {**saved, "deadlines": []})


def test_every_path_is_saved() -> None:
    """A path without its history would be replayed by nobody."""
    assert {path.__name__ for path in PATHS} <= {file.stem for file in FILES}


async def test_a_saved_history_replays_to_its_state(kept: dict[str, Any]) -> None:
    """The same commands, and the same case: every due date, promise and stage."""
    state = await replayed(kept["history"])
    assert not lost(kept["case"], state.model_dump(mode="json"))


@pytest.mark.clause("PH-4.1c", "PH-4.1d")
async def test_new_figures_move_no_due_date(kept: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What was promised is history: with other figures in the policy file the dates stay as they were."""
    monkeypatch.setattr("workflows.matter.library", lambda: library_of_other_figures())
    state = await replayed(kept["history"])
    assert not lost(kept["case"], state.model_dump(mode="json"))


async def test_a_new_version_of_a_form_undoes_no_consent(
    kept: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was recorded by the version of its time, and stays so when the policy file names another."""
    monkeypatch.setattr("workflows.matter.library", lambda: library_of_other_forms())
    state = await replayed(kept["history"])
    assert not lost(kept["case"], state.model_dump(mode="json"))


def library_of_other_forms() -> Library:
    """The library, with another version of each document."""
    shipped = library()
    policies = [shipped.current(policy_id) for policy_id in shipped.ids]
    return Library(
        policy.model_copy(
            update={
                "documents": {
                    name: document.model_copy(update={"version": "2099-01"})
                    for name, document in policy.documents.items()
                }
            }
        )
        for policy in policies
    )


def library_of_other_figures() -> Library:
    """The library, with another length of time wherever a policy has one."""
    policies = []
    for policy in library():
        matters = {
            name: matter.model_copy(
                update={
                    "deadlines": {
                        name: rule.model_copy(update={"within": rule.within and Within(working_days=55)})
                        for name, rule in matter.deadlines.items()
                    }
                }
            )
            for name, matter in policy.matters.items()
        }
        policies.append(policy.model_copy(update={"matters": matters}))
    return Library(policies)


async def test_a_changed_sequence_of_commands_is_noticed(
    kept: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """These tests can fail: code that no longer writes search attributes does not replay."""
    monkeypatch.setattr(CaseWorkflow, "_show", lambda matter: None)
    with pytest.raises(workflow.NondeterminismError):
        await replayed(kept["history"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
async def test_a_fresh_history_of_each_path_replays(house: House, path: Any) -> None:
    """Played now and saved as the script saves, it replays to the state that the workflow holds."""
    fresh = await saved(house, path)
    assert (await replayed(fresh["history"])).model_dump(mode="json") == fresh["case"]
