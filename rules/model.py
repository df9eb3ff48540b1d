"""The frozen base of every model, and the few types that recur: instants, ids, free text."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Annotated, Any, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic.fields import FieldInfo

from rules.reasons import day_reason, form, moment_reason

KEPT = "(kept in the case file)"
"""Stands in the engine where free text stands in PostgreSQL; nobody can say it themselves."""

LONG_AGO = 1900
"""The first year in which something can have been received, or can take place; an earlier one is a slip."""
MOST_WORDS = 100_000
"""Characters of free text that one intake or decision may have in all: as many as can be searched."""


class Model(BaseModel):
    """A frozen value. Unknown fields are ignored, so that an older worker can read a newer history.

    An error about one never quotes it: errors end up in logs and with the engine, values may be words.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Strict(Model):
    """A frozen value that people write: unknown fields are refused, so that a slip of the pen shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Private:
    """Marks free text: about or from a person, never to be seen by the engine."""


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("there is no such moment in UTC") from None


def _is_written_out(value: object) -> bool:
    """Whether it is no number, nor one in writing, which pydantic would take for seconds from 1970."""
    return not isinstance(value, int | float) and not (isinstance(value, str) and "-" not in value[1:])


def _day(value: object) -> object:
    if not _is_written_out(value):
        raise ValueError(day_reason(value))
    return value


def _moment(value: object) -> object:
    if not _is_written_out(value):
        raise ValueError(moment_reason(value))
    return value


Day = Annotated[date, BeforeValidator(_day)]
"""A day of the calendar, as somebody writes it: 2026-12-24."""

LocalTime = Annotated[time, WithJsonSchema({"type": "string", "pattern": r"^\d{2}:\d{2}:\d{2}$"})]
"""A time of day in a policy's zone; JSON Schema's own `time` would have an offset."""

Instant = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_in_utc)]
"""A moment, stored in UTC; a time without its zone is refused."""


def _with_offset(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("say how far the clocks are from UTC: 2026-12-24T16:00:00+00:00")
    if not LONG_AGO <= moment.year < date.max.year:  # so that days before and after it can be told
        raise ValueError(f"there is no such time between {LONG_AGO} and {date.max.year - 1}")
    return moment


ZonedTime = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_with_offset)]
"""A moment with the offset from UTC that it was given with, so that it says what clocks there show."""

WITH_A_DIGIT = form(
    r"^[A-Za-z0-9./-]*[0-9][A-Za-z0-9./-]*$", "letters, digits and . / - alone, with a digit among them"
)
NO_NUL = form(r"^[^\x00]*$", "text without NUL characters")
Words = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=NO_NUL), _Private()]
"""Free text of 1 to 20,000 characters. It lives in PostgreSQL; the engine sees only `KEPT`.

PostgreSQL keeps every character but NUL, which is refused here.
"""


def _written(pattern: str, said: str, most: int | None = None) -> StringConstraints:
    return StringConstraints(pattern=form(pattern, said), max_length=most)


StaffId = Annotated[
    str,
    _written(r"^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*$", "somebody's id in the staff directory: amira.khan", 60),
]
"""A member of staff, as the staff directory knows them: `amira.khan`."""

CaseRef = Annotated[str, _written(r"^[A-Z]{2,6}-\d{4}-\d{6}$", "a case's reference: PH-2026-000123")]
"""A case reference: the policy's or the matter's prefix, the year of receipt, a number: `PH-2026-000123`."""

Key = Annotated[str, _written(r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$", "letters, digits and . _ : / - alone", 200)]
"""A caller's name for a decision: the same name is the same decision. The engine shows it, so it is plain.

What happens by itself has keys with a space in them, which no caller's can meet.
"""

# Control characters, what else ends a line, and the two that no XML file can hold.
ONE_LINE = form(
    r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]*$", "it on one line, without control characters"
)

Line = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE, strip_whitespace=True)
]
"""One line of text, of 1 to 200 characters, none of them a control character or one that XML forbids."""

INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0")
"""The letters, by Unicode's categories, that show nothing: Hangul fillers."""


def _require_visible_letter(name: str) -> str:
    if not any(unicodedata.category(sign)[0] == "L" and sign not in INVISIBLE_LETTERS for sign in name):
        raise ValueError("a name has at least one letter that can be seen")
    return name


Name = Annotated[Line, AfterValidator(_require_visible_letter)]
"""A name on one line, with at least one letter that can be seen."""

SaidLine = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, pattern=ONE_LINE, strip_whitespace=True),
    _Private(),
]
"""One line of 1 to 200 characters that is free text like `Words`: a place."""

SaidName = Annotated[SaidLine, AfterValidator(_require_visible_letter)]
"""A name that is free text like `Words`."""

BankLine = Annotated[
    str,
    StringConstraints(min_length=1, max_length=140, pattern=ONE_LINE, strip_whitespace=True),
    _Private(),
]
"""One line for a bank, of up to the 140 characters that a payment file takes; free text like `Words`."""

BankName = Annotated[BankLine, AfterValidator(_require_visible_letter)]
"""The name of an account."""

SLUG = form(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "small letters, digits and hyphens: information-request")
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
"""A name that policies, events and the API share: `information-request`."""


MediaType = Annotated[str, _written(r"^[a-z]+/[a-z0-9][a-z0-9.+-]*$", "a kind of file: image/jpeg", 100)]
"""A kind of file, as the internet names it: `image/jpeg`."""

Digest = Annotated[str, _written(r"^[0-9a-f]{64}$", "a SHA-256: 64 digits of 0-9 and a-f")]
"""A SHA-256 in hexadecimal."""


def _is_private(field: FieldInfo) -> bool:
    optional = [mark for kind in get_args(field.annotation) for mark in getattr(kind, "__metadata__", ())]
    return any(isinstance(mark, _Private) for mark in [*field.metadata, *optional])


class Spoken(Strict):
    """A value that may carry free text, which can be told apart from its facts."""

    def words(self) -> dict[str, str]:
        """The free text, by field; of things within, by their names and places: `remedies.1.what`."""
        said: dict[str, str] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if _is_private(field) and value is not None:
                said[name] = value
            elif isinstance(value, Spoken):
                said |= {f"{name}.{key}": text for key, text in value.words().items()}
            elif isinstance(value, tuple):
                for place, item in enumerate(value, start=1):
                    if isinstance(item, Spoken):
                        said |= {f"{name}.{place}.{key}": text for key, text in item.words().items()}
        return said

    def without_words(self) -> Self:
        """The same value with `KEPT` where the free text was: all that the engine may see."""
        changes: dict[str, object] = {}
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if _is_private(field) and value is not None:
                changes[name] = KEPT
            elif isinstance(value, Spoken):
                changes[name] = value.without_words()
            elif isinstance(value, tuple):
                changes[name] = tuple(
                    item.without_words() if isinstance(item, Spoken) else item for item in value
                )
        return self.model_copy(update=changes)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def fits(kind: Any, value: object) -> bool:
    """Return whether a value is of a kind, such as `CaseRef`."""
    try:
        _adapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def local_text(moment: datetime, zone: ZoneInfo) -> str:
    """Return a moment (aware) in local time, as staff read it: Wed 30 Dec 2026 16:00."""
    return f"{moment.astimezone(zone):%a %-d %b %Y %H:%M}"


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The local day of a moment in a time zone."""
    return moment.astimezone(zone).date()
