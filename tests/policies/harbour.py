"""A second organisation, made up: its own figures, roles, grounds, weekend and country, and no code."""

from __future__ import annotations

import tomllib
from pathlib import Path

from policies import read
from rules.policy import Policy

HARBOUR = """
id = "harbour-advice"
version = 2025-07-01
organisation = "Harbour Advice"
title = "Complaints Charter"
source = "Made up for the tests"
reference_prefix = "HA"
language = "en-GB"
time_zone = "Europe/Malta"
training_clause = "HA-9"

[calendar]
country = "MT"
weekend = ["friday", "saturday"]
reminders_at = 14:30:00

[sender]
name = "Harbour Advice"
email = "hello@harbour.example"
phone = "0000 000000"
website = "www.harbour.example"
address = ["1 Quay Street"]

[roles]
adviser = { title = "Adviser" }
trustee = { title = "Trustee", mailbox = "trustees@harbour.example" }

[access]
open = ["adviser", "trustee"]
read = ["adviser", "trustee"]
administer = ["trustee"]

[directorates]
advice = "Advice"

[services]
debt = { title = "Debt advice", directorate = "advice" }

[needs]
braille = { title = "Braille" }

[matters.complaint]
lifecycle = "complaint"
title = "Complaint"
clause = "HA-1"
stages = { resolve = "Looking into it", answered = "Answered", remedy = "Mending it", closed = "Closed" }

[matters.complaint.information]
when_late = "close"

[matters.complaint.deadlines.contact]
clause = "HA-2"
duty = "Ring the person"
within = { working_days = 5 }
escalate_to = "trustee"

[matters.complaint.deadlines.information]
clause = "HA-4"
duty = "Wait"
within = { calendar_days = 14 }
remind_before = { calendar_days = 3 }

[matters.complaint.deadlines]
response = { clause = "HA-3", duty = "Answer", within = { calendar_months = 2 } }
acceptance = { clause = "HA-5", duty = "Wait for a word", within = { calendar_days = 30 } }
commitment = { clause = "HA-6", duty = "Keep it" }

[matters.complaint.decisions]
contact = { clause = "HA-2", roles = ["adviser"] }
agree-timescale = { clause = "HA-3", roles = ["adviser"] }
ask-for-information = { clause = "HA-4", roles = ["adviser"] }
receive-information = { clause = "HA-4", roles = ["adviser"] }
respond = { because = "The charter leaves open who answers.", roles = ["trustee"] }
accept = { because = "The charter does not speak of it.", roles = ["adviser", "trustee"] }
withdraw = { clause = "HA-5", roles = ["adviser"] }
refuse = { clause = "HA-7", roles = ["trustee"] }
keep-commitment = { clause = "HA-6", roles = ["adviser"] }
adjust = { because = "It is the law.", roles = ["adviser"] }

[matters.complaint.grounds]
too-old.clause = "HA-7"
too-old.wording = "it is too long ago"
too-old.check = "older-than"
too-old.older_than = { calendar_days = 90 }
out-of-remit = { clause = "HA-8", wording = "it is not about us", check = "particulars" }

[[clauses]]
id = "HA-1"
section = "1"
duty = "Listen."

[[clauses]]
id = "HA-2"
section = "2"
duty = "Ring."

[[clauses]]
id = "HA-3"
section = "3"
duty = "Answer."

[[clauses]]
id = "HA-4"
section = "4"
duty = "Wait for what was asked."

[[clauses]]
id = "HA-5"
section = "5"
duty = "Let them have the last word."

[[clauses]]
id = "HA-6"
section = "6"
duty = "Keep promises."

[[clauses]]
id = "HA-7"
section = "7"
duty = "Not for ever."

[[clauses]]
id = "HA-8"
section = "8"
duty = "Not everything."

[[clauses]]
id = "HA-9"
section = "9"
duty = "Train."
"""


HARBOUR_POLICY = Policy.model_validate(tomllib.loads(HARBOUR))


def harbour(folder: Path) -> Policy:
    """The policy, read from a file as any other."""
    file = folder / "harbour_advice.toml"
    file.write_text(HARBOUR, encoding="utf-8")
    return read(file)
