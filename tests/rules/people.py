"""The staff whom cases are played with, as the directory knows them."""

from __future__ import annotations

from datetime import date

from rules.authority import Actor


def staff(
    staff_id: str,
    *roles: str,
    directorate: str | None = None,
    trained_until: date = date(2099, 12, 31),
) -> Actor:
    """A member of staff with some roles."""
    return Actor(id=staff_id, roles=roles, directorate=directorate, trained_until=trained_until)


AMIRA = staff("amira.khan", "caseworker", directorate="property")
TOM = staff("tom.okafor", "caseworker", directorate="property")
RUTH = staff("ruth.lewin", "head-of-service", directorate="property")
DAVID = staff("david.moss", "assistant-director", directorate="property")
HELEN = staff("helen.ashe", "director", directorate="property")
OMAR = staff("omar.reyes", "head-of-service", directorate="communities")
GRACE = staff("grace.owusu", "director", directorate="communities")
LEILA = staff("leila.brandt", "resident-member")
ANA = staff("ana.duarte", "client-adviser", directorate="casework")
LENA = staff("lena.wolska", "casework-lead", directorate="casework")
MARTIN = staff("martin.achebe", "senior-manager", directorate="operations")
CLARA = staff("clara.benson", "trustee", directorate="operations")
NOOR = staff("noor.haddad", "safeguarding-officer", directorate="casework")
NINA = staff("nina.roy", "finance", directorate="finance")
DIRECTORY = {who.id: who for who in (AMIRA, TOM, RUTH, DAVID, HELEN, OMAR, GRACE, LEILA, NINA)}
"""The staff directory: complaints are about repairs here, a service of the directorate of property."""
