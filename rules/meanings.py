"""The meaning of each field that people fill in, in words.

A model says it under `Attributes:` in its docstring. Names that mean the same wherever they stand are here.
"""

from __future__ import annotations

import inspect
import re
from functools import cache

from pydantic import BaseModel

TODAY = "today where none is given"
EVERYWHERE = {
    "about": "The matter, in the person's own words.",
    "accepted_on": f"The day on which the person accepted; {TODAY}.",
    "account_name": "The name of the account.",
    "account_number": "The number of the account.",
    "address": "The lines of the address.",
    "advise_by": "The day agreed for the advice.",
    "answer": "The answer to what the person asked.",
    "approved_on": f"The day on which it was approved; {TODAY}.",
    "asked": "The information that the person is asked for.",
    "asked_on": f"The day on which the person asked; {TODAY}.",
    "by": "The day by which it is done.",
    "can_do": "Things that can be done; the person reads it.",
    "cannot_do": "Things that cannot be done; the person reads it.",
    "channel": "The way by which notices go.",
    "contacted_on": f"The day on which the person was contacted; {TODAY}.",
    "digest": "The SHA-256 of the file; sending the file states it.",
    "due_by": "The day by which it is due.",
    "earlier_case": "The earlier case on which the ground rests.",
    "email": "The e-mail address.",
    "evidence": "The evidence for it.",
    "financial": "Money, by the policy's table.",
    "form": "The form on which consent was given, by the policy's name.",
    "given_on": f"The day on which consent was given; {TODAY}.",
    "ground": "The policy's ground on which it is not considered.",
    "how": "The way it is done, or known; the person may read it.",
    "impact": "The extent to which the person was affected, by the policy's table.",
    "kept_on": f"The day on which it was done; {TODAY}.",
    "language": "The language in which the person is written to.",
    "learning_point": "The lesson of the case.",
    "losses": "Losses and damage, each with its evidence.",
    "made": "True where the adjustment was made.",
    "made_by": "The way by which it came in.",
    "matter": "The kind of matter; needed where the policy has several that come in here.",
    "media_type": "The kind of file; sending the file states it.",
    "members": "The members of the panel, by their ids in the staff directory.",
    "name": "The name.",
    "need": "The need that was considered.",
    "needed": "Things that are needed for the next steps.",
    "needs": "The needs for which adjustments are considered, by the policy's names.",
    "not_told_because": "The reasons for not telling the person, where they are not told.",
    "number": "The number of the payment or promise, as `redress show` lists it.",
    "options": "The options that the person has.",
    "outcome": "The outcome.",
    "owed": "Debts of the person that are set off.",
    "owner": "The member of staff who has the case, or the task, from now on.",
    "paid_on": f"The day on which it was paid; {TODAY}.",
    "particulars": "The particulars of the ground; the person reads them.",
    "pence": "The sum, in pence.",
    "person": "The person whose case it is.",
    "phone": "The telephone number.",
    "policy": "The policy's id; the token says it.",
    "proposal": "The number of the event that proposed it, as `redress show` lists it.",
    "reasons": "The reasons.",
    "received": "The information that has come.",
    "received_on": f"The day on which it came; {TODAY}.",
    "reference": "Finance's own reference.",
    "remedies": "Each thing that is promised.",
    "remedy_wanted": "The remedy that the person wants.",
    "reply": "The answer to it.",
    "respond_by": "The day agreed for the answer; by the policy's time where none is given.",
    "responsibility": "The extent to which we are responsible, by the policy's table.",
    "restrictions": "The restrictions of access, by the policy's names.",
    "risk": "The risk that the person poses.",
    "said": "The person's own words.",
    "satisfaction": "The person's satisfaction with the way it was dealt with.",
    "scopes": "The things that the consent is to, by the policy's names.",
    "service": "The service that it is about, by the policy's name.",
    "signatures": "The number of people who have signed.",
    "signposts": "Services of the directory that the person is pointed to, by their ids.",
    "size": "The size in bytes; sending the file states it.",
    "sort_code": "The sort code of the account.",
    "source_id": "The sender's own id of it: what comes again under it is taken once.",
    "staff": "The member of staff who has the conflict of interest.",
    "steps": "The next steps.",
    "text": "The text that is put on file.",
    "title": "The title of the file, for those who read the case.",
    "told": "The words that the caller was told.",
    "version": "The version of the form, as printed on it.",
    "what": "The thing itself, in words.",
    "why": "The person's reasons for not agreeing, in their words.",
    "withdrawn_on": f"The day on which it was withdrawn; {TODAY}.",
}
"""Meanings of names that mean the same wherever they stand."""
_ATTRIBUTE = re.compile(r"    (?P<name>[a-z_]+): (?P<meaning>.*)")


@cache
def meanings_of(model: type[BaseModel]) -> dict[str, str]:
    """Return the meaning of each field of a model that has one, by its name."""
    said = dict(EVERYWHERE)
    for kind in reversed(model.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            said |= _attributes(inspect.cleandoc(kind.__doc__ or ""))
    return {name: said[name] for name in model.model_fields if name in said}


def summary_of(model: type[BaseModel]) -> str:
    """Return what a model is: its docstring up to its attributes."""
    return inspect.cleandoc(model.__doc__ or "").partition("Attributes:\n")[0].strip()


def _attributes(docstring: str) -> dict[str, str]:
    """Return what a docstring says under `Attributes:`, by name."""
    said: dict[str, str] = {}
    name = None
    for line in docstring.partition("Attributes:\n")[2].splitlines():
        if match := _ATTRIBUTE.fullmatch(line):
            name = match["name"]
            said[name] = match["meaning"]
        elif name and line.startswith("        "):
            said[name] += f" {line.strip()}"
        elif line.strip():
            break
    return said
