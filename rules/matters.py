"""A kind of matter in a policy file: its promises, who decides what, its grounds; whatever its lifecycle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal, NamedTuple, Self, TypeVar

from pydantic import Field, SerializeAsAny, ValidationError, WrapValidator, create_model, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from rules.amounts import Amount
from rules.marks import KEEPER, ClauseId, DocumentName, Mailbox, Reminded, RoleName
from rules.model import Slug, Strict
from rules.reasons import form
from rules.terms import Before, CalendarTime, InDays, Within

Text = Annotated[str, Field(min_length=1)]
Prefix = Annotated[str, Field(pattern=form(r"^[A-Z]{2,6}$", "two to six capitals: PH"))]
"""How references begin."""


class DeadlineRule(Strict):
    """One promise: within how long (or as agreed each time), and whom a breach is escalated to.

    Attributes:
        clause_at: The clause at stages where it is another one.
        promise: What is published of it, to whom it is promised; `within` stands beside it.
        record_within: How long staff have, after its day, to record what came on the last of its days;
            only then does it lapse.
        remind_before: How long before its day a reminder goes, on a working day.
        remind: Where it falls to staff, the role whose mailbox is reminded, or `owner`: whoever keeps it, who
            has the case or the task, or sits on its panel. Else the person is reminded.

    """

    clause: ClauseId
    clause_at: dict[Slug, ClauseId] = {}
    duty: Text
    promise: Text | None = None
    within: Within | None = None
    remind_before: Before | None = None
    remind: Reminded | None = None
    record_within: InDays | None = None
    escalate_to: Mailbox | None = None

    @model_validator(mode="after")
    def _when_to_remind(self) -> Self:
        if self.remind == KEEPER and self.remind_before is None:
            raise ValueError("remind: say how long before in remind_before")
        return self


class UnderClause(Strict):
    """A rule that serves a clause, or says why it needs none."""

    clause: ClauseId | None = None
    because: Text | None = None

    @model_validator(mode="after")
    def _clause_or_reason(self) -> Self:
        if (self.clause is None) == (self.because is None):
            raise ValueError("give either the clause it serves, or because: why it needs none")
        return self


class DecisionRule(UnderClause):
    """The roles that may take a decision."""

    roles: tuple[RoleName, ...] = Field(min_length=1)


class Ground(Strict):
    """A ground on which a matter is not considered, and what it must be checked for.

    Attributes:
        signpost: Whether the person must be pointed to a service that can help them.

    """

    clause: ClauseId
    wording: Text
    check: Literal["particulars", "older-than", "earlier-case"]
    older_than: CalendarTime | None = None
    signpost: bool = False

    @model_validator(mode="after")
    def _age_where_checked(self) -> Self:
        if (self.check == "older-than") != (self.older_than is not None):
            raise ValueError("older_than goes with check = 'older-than', and with it alone")
        return self


class Listing(NamedTuple):
    """Rows of a table as it is printed for people; a cell is text, or a sum that is yet to be written."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str | Amount, ...], ...]


class Table(Strict):
    """A table of a kind of matter that only some lifecycles have."""

    def listings(self, title_of: Callable[[str], str]) -> Iterator[Listing]:
        """Return what is printed of it for people; `title_of` gives the title of a role."""
        return iter(())


T = TypeVar("T", bound=Table)


class MatterRule(Strict):
    """A kind of matter: the lifecycle that drives it, and every figure and role of its own.

    A lifecycle that has tables of its own has them in a subclass.

    Attributes:
        reference_prefix: How its references begin, counted apart, where not as the others' do.
        open: The roles that may take one in, where they are not those of `access.open`.
        read: The roles that may see one, where not all of those of `access.read` may.
        tell: The role whose mailbox hears of each that comes in, and of what is due in one that nobody has.
        alike_within: How long before a case another of the same person about the same service may have come
            in to be shown beside it as possibly the same; without it, only one that is open is.
        documents: The papers that apply, which the person is told of as it comes in and is answered.

    """

    lifecycle: Slug
    title: Text
    clause: ClauseId
    reference_prefix: Prefix | None = None
    stages: dict[Slug, Text]
    open: tuple[RoleName, ...] | None = None
    read: tuple[RoleName, ...] | None = None
    tell: Mailbox | None = None
    deadlines: dict[Slug, DeadlineRule]
    decisions: dict[Slug, DecisionRule]
    grounds: dict[Slug, Ground] = {}
    alike_within: Within | None = None
    documents: tuple[DocumentName, ...] = ()

    def table(self, kind: type[T]) -> T | None:
        """Return the matter's table of a type, such as `MoneyRule`; None where it has none."""
        return next((table for table in self.tables() if isinstance(table, kind)), None)

    def own(self, kind: type[T]) -> T:
        """Return the matter's table of a type that its lifecycle requires.

        Raises:
            TypeError: it has none, and so is no matter of that lifecycle.

        """
        found = self.table(kind)
        if found is None:
            raise TypeError(f"{self.title!r} has no {kind.__name__}")
        return found

    def tables(self) -> Iterator[Table]:
        """Return the tables that the matter has."""
        for name in type(self).model_fields:
            if isinstance(value := getattr(self, name), Table):
                yield value


def with_table(matter: type[MatterRule], name: str, table: type[Table]) -> type[MatterRule]:
    """Return the rules of a lifecycle's matters with one more table, which a policy may leave out."""
    fields: dict[str, Any] = {name: (table | None, None)}
    return create_model(matter.__name__, __base__=matter, __doc__=matter.__doc__, **fields)


MATTERS: dict[str, type[MatterRule]] = {}
"""The rules of each lifecycle's matters, by its name; filled as lifecycles are registered."""


def of_its_lifecycle(value: Any, check: Callable[[Any], Any]) -> Any:
    """Check a matter of a policy file by the rules of the lifecycle that it names.

    Raises:
        ValidationError: there is no such lifecycle, with those there are; or it does not know such a matter.

    """
    if not isinstance(value, dict) or not isinstance(name := value.get("lifecycle"), str):
        return check(value)
    if name not in MATTERS:
        raise _refused("lifecycle", f"there is no {name!r}; there are: {', '.join(MATTERS)}")
    others = {field for kind in MATTERS.values() for field in kind.model_fields}
    for key in sorted(value.keys() & others - MATTERS[name].model_fields.keys()):
        raise _refused(key, f"the {name} lifecycle has no such table")
    return MATTERS[name].model_validate(value)


def _refused(key: str, why: str) -> ValidationError:
    fault = InitErrorDetails(type=PydanticCustomError("lifecycle", why), loc=(key,), input=None)
    return ValidationError.from_exception_data("MatterRule", [fault])


Matter = SerializeAsAny[Annotated[MatterRule, WrapValidator(of_its_lifecycle)]]
"""A kind of matter with the tables of its own lifecycle."""
