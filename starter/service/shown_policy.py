"""A policy as other systems are shown it: each matter with the tables of every lifecycle, if only as null."""

from __future__ import annotations

from types import UnionType
from typing import Any, get_args

from pydantic import create_model

from rules.matters import MATTERS, MatterRule
from rules.model import Slug
from rules.money import MoneyRule, Payer
from rules.policy import Policy


class ShownMoney(MoneyRule):
    """The rules about money; without the account that is paid from, but for whoever pays."""

    payer: Payer | None = None  # type: ignore[assignment]


def policy_as_json(policy: Policy, hidden: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a policy as JSON, without what `hidden` names, as pydantic's `exclude` does."""
    shown = policy.model_dump(mode="json", by_alias=True, exclude=hidden)
    none = dict.fromkeys(_tables())
    shown["matters"] = {name: none | matter for name, matter in shown["matters"].items()}
    return shown


def shown_policy() -> type[Policy]:
    """Return the model of a policy that is shown, for the API's documentation."""
    tables: dict[str, Any] = {name: (kind | None, None) for name, kind in _tables().items()}
    matter = create_model("ShownMatter", __base__=MatterRule, __doc__="A kind of matter.", **tables)
    return create_model(
        "ShownPolicy",
        __base__=Policy,
        __doc__="A policy; other systems are shown no mailboxes of roles.",
        matters=(dict[Slug, matter], ...),
    )


def _tables() -> dict[str, Any]:
    """Return the tables that lifecycles have of their own, by their names in a policy file.

    Raises:
        TypeError: two lifecycles have a table of one name and of different types.

    """
    found: dict[str, Any] = {}
    for kind in MATTERS.values():
        for name, field in kind.model_fields.items():
            if name not in MatterRule.model_fields:
                table = _of(field.annotation)
                if found.setdefault(name, table) is not table:
                    raise TypeError(f"two lifecycles have a table {name!r}")
    return {name: ShownMoney if table is MoneyRule else table for name, table in found.items()}


def _of(annotation: Any) -> Any:
    """Return the type of a table that may be left out."""
    return get_args(annotation)[0] if isinstance(annotation, UnionType) else annotation
