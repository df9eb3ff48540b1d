"""Consent as a policy has it: what there can be consent to, by which forms, what is in force (WRC-8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from rules.case import Case
from rules.events import Event, Terms, names_in
from rules.marks import DocumentName, Mailbox
from rules.matters import Listing, Table, Text
from rules.model import WITH_A_DIGIT, Slug, Spoken, Strict
from rules.policy import Policy
from rules.refusal import Invalid, require_known

CONSENT = "consent"
"""The deadline of the person's consent, and the table that switches asking for it on."""
IN_FORCE, ASKED = "consents", "consent_asked"
"""The terms of a case that name the scopes of consent in force, and those that were asked for last."""
Scopes = Annotated[tuple[Slug, ...], Field(max_length=20)]
"""The things that consent is given to, by the policy's names."""
FormVersion = Annotated[str, StringConstraints(pattern=WITH_A_DIGIT, max_length=18)]
"""The version of a form: up to 18 letters, digits, dots, slashes, hyphens, a digit among them: `2021-04`.

The engine shows it, so no words fit in.
"""
How = Literal["signed", "electronic", "spoken"]
"""The way in which consent was given: signed on paper, on a screen, or in words that were heard."""


class ConsentForm(Strict):
    """A form by which consent is given: a document of the policy that names its version, and its scopes."""

    document: DocumentName
    scopes: tuple[Slug, ...] = Field(min_length=1)


class ConsentRule(Table):
    """The things that people can consent to, and the forms by which they do.

    Attributes:
        scopes: What there can be consent to, each in words that follow "you consent to".
        needed: Those without which a case is chased for the person's consent.
        forms: The forms by which it is given.
        tell: The role whose mailbox hears where somebody withdraws, or does not consent.

    """

    scopes: dict[Slug, Text] = Field(min_length=1)
    needed: tuple[Slug, ...] = Field(min_length=1)
    forms: tuple[ConsentForm, ...] = Field(min_length=1)
    tell: Mailbox | None = None

    @model_validator(mode="after")
    def _scopes_exist(self) -> Self:
        documents = [form.document for form in self.forms]
        if twice := sorted({name for name in documents if documents.count(name) > 1}):
            raise ValueError(f"forms: listed more than once: {', '.join(twice)}")
        given = {scope for form in self.forms for scope in form.scopes}
        for where, names in (("needed", {*self.needed}), ("forms", given)):
            for scope in sorted(names - self.scopes.keys()):
                raise ValueError(f"{where}: there is no scope {scope!r}; there are: {', '.join(self.scopes)}")
        for scope in sorted(self.scopes.keys() - given):
            raise ValueError(f"scopes.{scope}: no form gives it")
        return self

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return the scopes, and the forms that give them."""
        rows = (
            (title, scope, "chased" if scope in self.needed else "asked for where needed", self._by(scope))
            for scope, title in self.scopes.items()
        )
        yield Listing(("Consent to", "Scope", "Where it is not there", "Given by"), tuple(rows))

    def _by(self, scope: str) -> str:
        return ", ".join(form.document for form in self.forms if scope in form.scopes)


class GivenConsent(Spoken):
    """The person's consent as it came in with the matter: by which form, in which version, how, to what."""

    form: Slug
    version: FormVersion
    scopes: Annotated[Scopes, Field(min_length=1)]
    how: How


def in_force(case: Case) -> tuple[str, ...]:
    """Return the scopes to which the person's consent is in force."""
    return names_in(case.terms, IN_FORCE)


def scopes_of(event: Event) -> tuple[str, ...]:
    """Return the scopes that an event of consent is about."""
    return tuple(name for name in str(event.facts.get("scopes") or "").split(", ") if name)


def never_left(scope: str, later: Iterable[Event]) -> bool:
    """Return whether consent to a scope that was in force once stayed so in all later events of consent.

    Once withdrawn it ends whatever rested on it, also where consent is given anew.
    """
    return all(scope in names_in(event.terms, IN_FORCE) for event in later if IN_FORCE in event.terms)


def asks_in_vain(notice: str, case: Case) -> bool:
    """Return whether a kind of notice asks for consent that nobody waits for any more."""
    return notice in (f"{CONSENT}-request", f"{CONSENT}-reminder") and case.deadline(CONSENT) is None


def ended_with_the_person(case: Case) -> Terms:
    """Return what holds once somebody else takes the person's place: they have consented to nothing."""
    return {IN_FORCE: (), ASKED: ()} if IN_FORCE in case.terms else {}


def terms_of(given: GivenConsent | None) -> Terms:
    """Return what holds of a matter that came in with the person's consent, until it is opened."""
    if given is None:
        return {}
    return {f"consent_{name}": value for name, value in given.model_dump().items()}


TAKEN_UP: Terms = {f"consent_{name}": None for name in GivenConsent.model_fields}
"""The terms of it once it is opened: from then on its event says the rest."""


def require_formal(given: GivenConsent, rule: ConsentRule, clause: str | None, within: str = "") -> None:
    """Do nothing where consent was given by a form of the policy, to scopes that it gives.

    Its version is looked at by `require_current`, while recording.

    Args:
        given: The consent.
        rule: What the kind of matter takes.
        clause: The clause that is served.
        within: The place of the consent among the fields, with a dot.

    Raises:
        Unknown: there is no such form or scope; with those there are.
        Invalid: the form does not give the scope.

    """
    forms = {form.document: form for form in rule.forms}
    require_known(given.form, forms, where=f"{within}form", clause=clause, kind="form")
    require_scopes(given.scopes, rule, clause, within)
    if others := sorted({*given.scopes} - {*forms[given.form].scopes}):
        gives = ", ".join(forms[given.form].scopes)
        raise Invalid(
            f"this form does not give {', '.join(others)}; it gives: {gives}",
            where=f"{within}scopes",
            clause=clause,
        )


def require_current(given: GivenConsent, policy: Policy, clause: str | None, within: str = "") -> None:
    """Do nothing where consent was given by the version of its form that is in force.

    An organisation prints its form anew, and names the new version in its policy file. That is no reason to
    refuse what was recorded by the old one: this is checked as consent comes in, or is recorded, and never on
    replay.

    Raises:
        Invalid: it is another version.

    """
    if given.version != (version := policy.documents[given.form].version):
        raise Invalid(
            f"the version in force is {version!r}; ask for consent by that one",
            where=f"{within}version",
            clause=clause,
        )


def require_scopes(scopes: Iterable[str], rule: ConsentRule, clause: str | None, within: str = "") -> None:
    """Refuse scopes that a policy does not have.

    Raises:
        Unknown: with those there are.

    """
    for scope in scopes:
        require_known(scope, rule.scopes, where=f"{within}scopes", clause=clause, kind="scope")
