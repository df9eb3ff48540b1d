"""Free text is kept out of the engine: by the types of every decision's fields, and by what is sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

import pytest
from annotated_types import MinLen
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter, ValidationError

from rules.case import Case
from rules.casework import Note
from rules.complaint.commitments import Remedy
from rules.complaint.intake import ComplaintIntake
from rules.complaint.payment import ConfirmPayment
from rules.complaint.petition import ChangeLead, NewLead
from rules.complaint.resolve import Accept, Contact
from rules.complaint.response import Respond
from rules.decision import Decision
from rules.enquiry.intake import EnquiryIntake
from rules.lifecycles import LIFECYCLES
from rules.model import KEPT, LONG_AGO, CaseRef, Instant, Slug, StaffId, Words, _Private
from rules.money import FinancialRemedy
from tests.rules.leaks import accepts, leaves, unsafe
from tests.rules.play import MONDAY, local

DECISIONS = sorted(
    {rule.decision for lifecycle in LIFECYCLES.values() for rule in lifecycle.rules.values()},
    key=lambda kind: kind.name,
)


@pytest.mark.parametrize("kind", DECISIONS, ids=lambda kind: kind.name)
def test_no_decision_has_a_field_that_lets_free_text_through(kind: type[Decision]) -> None:
    """Each field is free text marked as such, or an id, a reference, a date, a number, one of a few words."""
    assert unsafe(kind) == set()


def _kinds_of(kind: type[Decision]) -> Iterator[type[Decision]]:
    for inner in kind.__subclasses__():
        yield inner
        yield from _kinds_of(inner)


def test_every_decision_of_every_lifecycle_is_looked_at() -> None:
    """Every kind of decision that is defined is one that a lifecycle has, so that none escapes."""
    defined = {kind for kind in _kinds_of(Decision) if kind.__module__.startswith("rules.")}
    assert defined == set(DECISIONS)
    paths = {leaf.path for kind in (Respond, ChangeLead) for leaf in leaves(kind)}
    assert paths >= {"remedies.what", "financial.losses.evidence", "lead.name", "lead.language"}


@pytest.mark.parametrize(
    "reference",
    [
        *("", "-BACS", "1" * 19, "Zoë1", "a1\nb", "a1@b.example", "=SUM(A1)", "+447700900123"),
        *("MR J SMITH FLAT 2 E14 0ZZ", "T07700 900123", "BACS 1", "Nadia"),
    ],
)
def test_a_reference_of_finance_is_short_and_plain(reference: str) -> None:
    """What the test above lets finance write goes into the engine: no e-mail address, no line, no formula."""
    with pytest.raises(ValidationError, match="reference"):
        ConfirmPayment(number=1, reference=reference)


PERSONAL = {
    "person.name",
    "person.email",
    "person.phone",
    "person.address",
    "petition.signatories.name",
    "petition.signatories.address",
}
"""What intake holds about the person and who signed: it goes to PostgreSQL's `people`, and into no case."""
FOREIGN = {"source_id"}
"""Another system's own id for the complaint: it goes to PostgreSQL's `casebook`, and into no case."""


def test_intake_holds_free_text_only_where_it_is_known_to() -> None:
    """What it says is marked; beside it only the person's own details are text at large."""
    assert unsafe(ComplaintIntake) == PERSONAL | FOREIGN
    for lifecycle in LIFECYCLES.values():
        intake = lifecycle.intake
        assert unsafe(intake) <= PERSONAL | FOREIGN
        seen = {leaf.path for leaf in leaves(intake) if leaf.kind is str and leaf.is_safe and leaf.in_sight}
        assert seen >= {"about", "policy"}
    told = {leaf.path for leaf in leaves(EnquiryIntake) if any(isinstance(m, _Private) for m in leaf.marks)}
    assert told == {"about", "constituency", "concerns.name", "concerns.address"}


def test_nothing_of_intake_that_is_text_at_large_goes_into_a_case() -> None:
    """The case, which the engine holds, shares no such field with intake."""
    outer = {path.partition(".")[0] for path in PERSONAL | FOREIGN} | {"about"}
    assert outer & Case.model_fields.keys() == set()


class Wrapped(BaseModel):
    """What `words` does not look into, with what it would look for within."""

    said: Words
    remedy: Remedy


class Leaky(Decision):
    """Everything that must be found."""

    name: ClassVar[str] = "leaky"
    plain: str
    optional: str | None = None
    long: Annotated[str, Field(max_length=10)]
    loose: Annotated[str, Field(pattern=r"^[A-Za-z ,0-9]+$")]
    texts: tuple[Words, ...] = ()
    table: dict[str, str] = {}
    anything: Any = None
    wrapped: Wrapped
    deep: tuple[tuple[Remedy, ...], ...] = ()
    listed: list[Words] = []


class Tight(Decision):
    """Nothing that could be taken for a leak."""

    name: ClassVar[str] = "tight"
    said: Words
    maybe: Words | None = None
    slug: Slug | None = None
    owner: StaffId
    case: CaseRef
    at: Instant
    remedies: tuple[Remedy, ...] = ()
    alone: Remedy
    maybe_alone: Remedy | None = None
    within: FinancialRemedy
    needs: tuple[Slug, ...] = ()
    how: Literal["a", "b"]


def test_the_search_for_leaks_finds_them() -> None:
    """Plain text, loosely patterned text, and marked text where `words` would not look for it."""
    assert unsafe(Leaky) == (Leaky.model_fields.keys() - {"wrapped", "deep"}) | {
        *("wrapped.said", "wrapped.remedy.what", "deep.what"),
    }
    assert unsafe(Tight) == set()


SECRET = "абвгдежзийклмнопрстуфхцчшщъыьэюя漢字𓀀🦆"
secrets = st.text(SECRET, min_size=1, max_size=30)
CHECKED = {"email": "tajemnica@secret.example", "sort_code": "987654", "account_number": "98765432"}
"""What is told of a person under these names has a form of its own."""


def values(kind: Any, marks: tuple[Any, ...] = (), name: str = "") -> st.SearchStrategy[Any]:
    """Values of a field's type, with secrets wherever it is free text."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return values(parts[0], (*marks, *parts[1:]), name)
    if any(isinstance(mark, _Private) for mark in marks):
        return st.just(CHECKED[name]) if name in CHECKED else secrets
    if origin in (Union, UnionType):
        return st.one_of([values(part, marks, name) for part in parts])
    if origin is tuple:
        least = max((mark.min_length for mark in marks if isinstance(mark, MinLen)), default=0)
        return st.lists(values(parts[0]), min_size=least, max_size=3).map(tuple)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return instances(kind)
    if kind is AwareDatetime:
        return st.datetimes(timezones=st.just(UTC))
    if kind is datetime:  # a moment with the offset that it was given with
        first, last = (datetime(year, 1, 1) for year in (LONG_AGO, date.max.year - 1))  # noqa: DTZ001
        return st.datetimes(first, last, timezones=st.just(UTC))
    if kind is int:
        return st.integers(1, 9)
    if kind is str:
        return st.sampled_from(["some-thing", "PH-2026-000001", "amira.khan", "pt-BR"]).filter(
            lambda text: accepts(str, marks, text)
        )
    return st.from_type(kind)


def instances(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Models with every field filled in; somebody new is within reach by the channel they want."""
    fields = {
        name: values(field.annotation, tuple(field.metadata), name)
        for name, field in model.model_fields.items()
    }
    if model is NewLead:
        fields |= {"email": st.just(CHECKED["email"]), "address": secrets}
    return st.fixed_dictionaries(fields).map(model.model_validate)


def texts_in(value: object) -> Iterator[str]:
    """Every secret in a value, wherever it stands."""
    if isinstance(value, str) and (set(value) <= set(SECRET) or value in CHECKED.values()):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_in(item)


@given(st.sampled_from(DECISIONS).flatmap(instances))
def test_no_word_of_a_decision_survives_without_words(decision: Decision) -> None:
    """No character of free text is left; the words hold all of it, and the facts are as they were."""
    bare = decision.without_words()
    assert not set(SECRET) & set(bare.model_dump_json())
    assert not any(told in bare.model_dump_json() for told in CHECKED.values())
    assert sorted(decision.words().values()) == sorted(texts_in(decision.model_dump()))
    assert bare.without_words() == bare
    assert set(bare.words().values()) <= {KEPT}
    assert bare.words().keys() == decision.words().keys()
    assert type(decision).model_validate_json(bare.model_dump_json()) == bare


@given(instances(Respond))
def test_the_facts_of_a_response_survive(decision: Respond) -> None:
    """Outcome, days and owners stay where they are; the words of remedies go by place, counted from 1."""
    bare = decision.without_words()
    assert bare.outcome == decision.outcome
    assert [(remedy.by, remedy.owner) for remedy in bare.remedies] == [
        (remedy.by, remedy.owner) for remedy in decision.remedies
    ]
    for place, remedy in enumerate(decision.remedies, start=1):
        assert decision.words()[f"remedies.{place}.what"] == remedy.what


def test_what_was_not_said_is_not_kept() -> None:
    """Optional words that are missing stay missing: the engine can tell whether something was said."""
    assert Accept().words() == {}
    assert Accept().without_words() == Accept()
    assert Accept(said="Thank you.").without_words() == Accept(said=KEPT)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t ", "a\x00b", "x" * 20_001], ids=["empty", "blank", "lines", "NUL", "too long"]
)
def test_words_that_cannot_be_kept_are_refused(text: str) -> None:
    """Nothing said, more than 20,000 characters, and the one character that PostgreSQL cannot keep."""
    with pytest.raises(ValidationError, match="text"):
        Note(text=text)


@pytest.mark.parametrize("text", ["x" * 20_000, "Zoë\nsaid: “no”\r\n🦆", "漢字"])
def test_words_in_any_script_are_kept_as_they_are(text: str) -> None:
    """Lines, quotation marks, letters of any script."""
    assert Note(text=text).words() == {"text": text}


def test_a_slip_of_the_pen_is_refused() -> None:
    """A field that a decision does not have is an error, and never ignored."""
    with pytest.raises(ValidationError, match="respond_bye"):
        Contact.model_validate({"remedy_wanted": "A lift.", "respond_bye": "2026-06-09"})


def test_moments_are_whole() -> None:
    """A moment without its zone is refused, and one that UTC cannot tell; any other is told in UTC."""
    moment = TypeAdapter(Instant)
    with pytest.raises(ValidationError):
        moment.validate_python("2026-06-01T10:00:00")
    for edge in ("0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00"):
        with pytest.raises(ValidationError, match="no such moment"):
            moment.validate_python(edge)
    told = moment.validate_python("2026-06-01T10:00:00+01:00")
    assert (told, told.isoformat()) == (local(MONDAY), "2026-06-01T09:00:00+00:00")
