"""What can go wrong with a notice, each with a stable code.

None of these texts holds a name, an address or a word of a notice: they end up in the engine's
history and in logs. Whatever a library said first is cut off (`from None`) for the same reason.
"""

from __future__ import annotations

from typing import ClassVar


class NoticeError(Exception):
    """A notice could not be written or sent."""

    code: ClassVar[str] = "notice"


class TemplateMissing(NoticeError):
    """Neither the policy nor the common folder has a template for this kind of notice."""

    code = "notice-template-missing"

    def __init__(self, policy_id: str, kind: str, paths: str) -> None:
        self.policy_id, self.kind = policy_id, kind
        super().__init__(f"policy {policy_id!r} has no template for notice {kind!r}: looked for {paths}")


class TemplateBroken(NoticeError):
    """A template does not follow the block format, or is not valid Jinja."""

    code = "notice-template-broken"

    def __init__(self, path: str, fault: str) -> None:
        self.path, self.fault = path, fault
        super().__init__(f"template {path}: {fault}")


class ContextLacking(NoticeError):
    """The template needs something that the context does not hold, or holds empty."""

    code = "notice-context-lacking"

    def __init__(self, path: str, lack: str) -> None:
        self.path, self.lack = path, lack
        super().__init__(f"template {path}: {lack}")


class ScriptNotCovered(NoticeError):
    """A letter holds writing for which no installed font has the signs."""

    code = "notice-script-not-covered"

    def __init__(self, script: str) -> None:
        self.script = script
        super().__init__(f"no font here can set {script} writing; add a folder with a font that can")


class LetterNotSet(NoticeError):
    """The typesetter refused a letter for a reason of ours, not of what the letter says."""

    code = "notice-letter-not-set"


class HeaderRefused(NoticeError):
    """A value may not stand in an e-mail's header."""

    code = "notice-header-refused"

    def __init__(self, header: str, fault: str) -> None:
        self.header = header
        super().__init__(f"e-mail header {header}: {fault}")


class MailServerAway(NoticeError):
    """The mail server cannot take the message now; try again later."""

    code = "notice-mail-server-away"


class PartlyRefused(NoticeError):
    """The mail server took a message for some of its recipients, and refused it for others."""

    code = "notice-partly-refused"


class AddressRefused(NoticeError):
    """The mail server will never take this message for this address; do not try again."""

    code = "notice-address-refused"
