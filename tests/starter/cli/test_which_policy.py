"""Commands name no organisation: the policy is named, or is the only one there is, or is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies import PolicyFileError, library
from policies.scenarios import policies_played, scenarios_of, staff_of
from rules.library import Library
from rules.refusal import Invalid
from rules.terms import Within
from starter.cli.terminal import the_policy
from tests.policies.harbour import HARBOUR_POLICY, harbour
from tests.starter.cli.command import redress


@pytest.fixture
def several(tmp_path: Path) -> str:
    """A folder with a further policy, as REDRESS_POLICIES names it."""
    harbour(tmp_path)
    return str(tmp_path)


def test_the_only_one_need_not_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody who serves one organisation ever names it."""
    monkeypatch.setattr("starter.cli.terminal.library", lambda: Library([HARBOUR_POLICY]))
    assert the_policy(None) == the_policy("") == the_policy(HARBOUR_POLICY.id) == HARBOUR_POLICY.id


@pytest.mark.parametrize("environment", [{}, {"REDRESS_POLICY": ""}])
def test_of_several_one_is_named(tmp_path: Path, several: str, environment: dict[str, str]) -> None:
    """None is guessed; those there are come with the refusal."""
    told = redress("token", "--as=ivo.borg", cwd=tmp_path, REDRESS_POLICIES=several, **environment)
    assert told.returncode == 1
    assert told.stderr.startswith("redress: --policy: say whose, here or in REDRESS_POLICY; there are: ")
    assert HARBOUR_POLICY.id in told.stderr


@pytest.mark.parametrize(
    ("options", "environment"),
    [(["--policy=harbour-advice"], {}), ([], {"REDRESS_POLICY": "harbour-advice"})],
)
def test_by_an_option_or_by_the_environment(
    tmp_path: Path, several: str, options: list[str], environment: dict[str, str]
) -> None:
    """The command goes on to what it lacks next: the key of a stack."""
    told = redress("token", "--as=ivo.borg", *options, cwd=tmp_path, REDRESS_POLICIES=several, **environment)
    assert "start the stack first" in told.stderr


class TestServed:
    """REDRESS_SERVES: the policies of an installation."""

    def test_those_alone_that_are_listed(self, monkeypatch: pytest.MonkeyPatch, several: str) -> None:
        """None of the shipped ones, so that nothing is opened or sent for others; empty is all there are."""
        monkeypatch.setenv("REDRESS_POLICIES", several)
        for listed, ids in (
            ("harbour-advice", ("harbour-advice",)),
            (" harbour-advice , poplar-harca,", ("harbour-advice", "poplar-harca")),
            ("", ("harbour-advice", *policies_played())),
        ):
            monkeypatch.setenv("REDRESS_SERVES", listed)
            assert library.__wrapped__().ids == ids

    def test_one_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Is refused with those there are: a misspelt one would be served by nobody."""
        monkeypatch.setenv("REDRESS_SERVES", "poplar-harka")
        with pytest.raises(
            PolicyFileError, match="REDRESS_SERVES: there is no policy 'poplar-harka'; there are: "
        ):
            library.__wrapped__()


def test_a_demonstration_of_a_policy_without_scenarios(tmp_path: Path) -> None:
    """Policies that have some are named; nothing is started."""
    told = redress("demo", "--policy=harbour-advice", cwd=tmp_path)
    assert told.returncode == 1
    assert f"there are: {', '.join(policies_played())}" in told.stderr
    assert not (tmp_path / "build").exists()


def test_every_policy_with_scenarios_has_staff_and_an_order() -> None:
    """As `redress demo` plays them."""
    for policy in policies_played():
        assert staff_of(policy).is_file()
        numbers = [int(file.stem.partition("_")[0]) for file in scenarios_of(policy)]
        assert numbers == list(range(1, len(numbers) + 1))
        assert numbers


class TestDeadlines:
    """The rule of a deadline, by its name alone where all kinds of matter that have it have it alike."""

    def test_by_its_name(self) -> None:
        """As `redress due` and the API look for it."""
        assert HARBOUR_POLICY.deadline("contact").clause == "HA-2"
        assert HARBOUR_POLICY.deadline("contact", "complaint").clause == "HA-2"

    def test_of_several_the_kind_is_named(self) -> None:
        """With the kinds there are; where they have it alike, it is nobody's to choose."""
        matters = HARBOUR_POLICY.matters
        alike = HARBOUR_POLICY.model_copy(update={"matters": matters | {"grievance": matters["complaint"]}})
        assert alike.deadline("contact") == matters["complaint"].deadlines["contact"]
        slower = (
            matters["complaint"].deadlines["contact"].model_copy(update={"within": Within(working_days=9)})
        )
        grievance = matters["complaint"].model_copy(
            update={"deadlines": matters["complaint"].deadlines | {"contact": slower}}
        )
        policy = HARBOUR_POLICY.model_copy(update={"matters": matters | {"grievance": grievance}})
        with pytest.raises(Invalid, match="there are: complaint, grievance"):
            policy.deadline("contact")
        assert policy.deadline("contact", "grievance").clause == "HA-2"
        with pytest.raises(Invalid, match="there is no 'lunch'; there are: complaint, grievance"):
            policy.deadline("contact", "lunch")
