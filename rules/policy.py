"""A policy as data: every figure, role, stage and ground of an organisation's paper, with its clause.

One TOML file in `policies/` holds it. Nothing of it is repeated in code. What is wrong with a file
is said by key: names that do not exist, figures that make no sense, clauses that are not listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator, model_validator

from rules.events import AUDIENCES
from rules.marks import KEEPER, ClauseId, Mark, marked
from rules.matters import DeadlineRule, Matter, Prefix, Text
from rules.model import Slug, Strict
from rules.opening import Opening
from rules.organisation import (
    Access,
    Calendar,
    Document,
    EvidenceRule,
    Need,
    Role,
    Sender,
    Service,
    SignpostsRule,
    StandardsRule,
)
from rules.person import Language
from rules.reasons import form
from rules.refusal import Invalid


class Clause(Strict):
    """One duty of the paper, in our words, and where it stands there.

    Attributes:
        unserved: What of it Redress does not see to, or not yet: people keep it without its help.

    """

    id: str = Field(pattern=form(r"^[A-Z]+-[0-9A-Za-z.]+$", "capitals, a hyphen and a number"))
    section: Text
    duty: Text
    unserved: Text | None = None


class Assumption(Strict):
    """How the organisation reads a clause that leaves room."""

    clause: ClauseId
    reading: Text


class Policy(Strict):
    """An organisation's policy: the whole file.

    Attributes:
        version: The local day from which it applies to what is received.
        approved: The day on which it was last approved, where that is an earlier one.
        opening: When its doors are open and its telephones answered.
        standards: Present where its promises are published, for everybody to read.
        signposts: Present where staff keep a directory of services that people are pointed to.
        documents: Its papers that people are told of.

    """

    id: Slug
    version: date
    approved: date | None = None
    organisation: Text
    title: Text
    source: Text
    reference_prefix: Prefix
    language: Language
    time_zone: str
    calendar: Calendar
    sender: Sender
    roles: dict[Slug, Role]
    access: Access
    directorates: dict[Slug, Text]
    services: dict[Slug, Service]
    training_clause: ClauseId
    needs: dict[Slug, Need] = {}
    evidence: EvidenceRule | None = None
    opening: dict[Slug, Opening] = {}
    standards: StandardsRule | None = None
    signposts: SignpostsRule | None = None
    documents: dict[Slug, Document] = {}
    matters: dict[Slug, Matter]
    clauses: tuple[Clause, ...]
    assumptions: tuple[Assumption, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"there is no time zone {name!r}") from None
        return name

    @field_validator("roles")
    @classmethod
    def _no_role_is_an_audience(cls, roles: dict[str, Role]) -> dict[str, Role]:
        if taken := sorted(AUDIENCES & roles.keys()):
            raise ValueError(f"call {taken[0]!r} otherwise; notices go to others under that name")
        return roles

    @field_validator("clauses")
    @classmethod
    def _each_clause_once(cls, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        ids = [clause.id for clause in clauses]
        if twice := sorted({clause for clause in ids if ids.count(clause) > 1}):
            raise ValueError(f"listed more than once: {', '.join(twice)}")
        return clauses

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        if self.last_approved > self.version:
            raise ValueError(
                "approved: is after the version's own day; confirm the policy in its review instead"
            )
        for where, name, lacking in self._named_in_vain():
            raise ValueError(f"{where}: {lacking.format(repr(name))}")
        if (self.signposts is None) != (not self.access.keep_signposts):
            raise ValueError("access.keep_signposts: goes with a table [signposts], and with it alone")
        for name, service in self.services.items():
            if service.directorate not in self.directorates:
                raise ValueError(
                    f"services.{name}.directorate: there is no {service.directorate!r} under [directorates]"
                )
        for where, role in (*marked(self, Mark.MAILBOX), *marked(self, Mark.REMINDED)):
            if role != KEEPER and self.roles[role].mailbox is None:
                raise ValueError(f"{where}: role {role!r} has no mailbox to escalate to")
        return self

    def _named_in_vain(self) -> Iterator[tuple[str, str, str]]:
        """Return each name that is nowhere in the file, where it stands, and what is lacking."""
        clauses = {clause.id for clause in self.clauses}
        no_role = "there is no role {} under [roles]"
        known: tuple[tuple[Mark, Collection[str], str], ...] = (
            (Mark.CLAUSE, clauses, "clause {} is not listed under [[clauses]]"),
            (Mark.MAILBOX, self.roles, no_role),
            (Mark.REMINDED, {*self.roles, KEEPER}, no_role),
            (Mark.ROLE, self.roles, no_role),
            (Mark.DOCUMENT, self.documents, "there is no {} under [documents]"),
            (Mark.OPENING, self.opening, "there is no {} under [opening]"),
            (Mark.MATTER, self.matters, "there is no {} under [matters]"),
        )
        for mark, names, lacking in known:
            yield from ((where, name, lacking) for where, name in marked(self, mark) if name not in names)

    @property
    def last_approved(self) -> date:
        """The day on which this version was approved."""
        return self.approved or self.version

    @property
    def prefixes(self) -> frozenset[str]:
        """How the references of its cases begin."""
        own = (matter.reference_prefix for matter in self.matters.values())
        return frozenset({self.reference_prefix, *(prefix for prefix in own if prefix)})

    def service(self, name: str | None) -> Service | None:
        """A service by its name; None for what is about no one service."""
        return None if name is None else self.services[name]

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which the policy's days begin and end."""
        return ZoneInfo(self.time_zone)

    def deadline(self, name: str, matter: str | None = None) -> DeadlineRule:
        """The rule of a deadline, of a kind of matter where one is named; else of all that have it alike.

        Raises:
            Invalid: there is none, with those there are; or several have one and differ, with their names.

        """
        if matter is not None and matter not in self.matters:
            raise Invalid(f"there is no {matter!r}; there are: {', '.join(self.matters)}", where="matter")
        matters = self.matters if matter is None else {matter: self.matters[matter]}
        having = {kind: rule.deadlines[name] for kind, rule in matters.items() if name in rule.deadlines}
        if not having:
            known = dict.fromkeys(known for rule in matters.values() for known in rule.deadlines)
            raise Invalid(f"there is no deadline {name!r}; there are: {', '.join(known)}", where="deadline")
        if len({(rule.within, rule.clause) for rule in having.values()}) > 1:
            raise Invalid(f"say of which kind of matter; there are: {', '.join(having)}", where="matter")
        return next(iter(having.values()))
