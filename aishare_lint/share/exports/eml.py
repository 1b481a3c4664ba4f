"""A draft of an e-mail: the whole report as plain text, the label in the subject and around the text.

There is no sender and no date: whoever sends it has them. It is one part without attachments: nothing in it can be opened by itself.
"""

from __future__ import annotations

import re
from typing import Final

from aishare_lint.document.answers import plain as said
from aishare_lint.document.marks import RED
from aishare_lint.document.text import shorten
from aishare_lint.share.editions import Edition
from aishare_lint.share.exports import Context, ExportRefusedError, plain
from aishare_lint.share.exports.reading import Reading, read

#: The whole title stands in the text.
_LONGEST_TITLE: Final = 200
#: RFC 5322 takes 998 characters in a line.
_LONGEST_LINE: Final = 900
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")


def export(edition: Edition, context: Context) -> bytes:
    """Refused where a mail would say what the edition does not, or would go to more than the persons it names."""
    from email.message import EmailMessage
    from email.policy import SMTP

    _refuse_sender(edition, context)
    recipients = _recipients(edition, context)
    reading = read(edition, context)
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    if recipients:
        message["To"] = ", ".join(recipients)
    message["Subject"] = subject(reading)
    message.set_content(plain.text(reading), charset="utf-8", cte="quoted-printable")
    # In one line where it can be: folded, a subject may begin on the second. What is not ASCII must be folded.
    return message.as_bytes(policy=SMTP.clone(max_line_length=_LONGEST_LINE) if message["Subject"].isascii() else SMTP)


def subject(reading: Reading) -> str:
    """The label, then what it is about, in one line."""
    withdrawn = "WITHDRAWN: " if reading.withdrawn.items else ""
    return f"[{reading.mark}] {withdrawn}{reading.id}: {shorten(reading.title, _LONGEST_TITLE)}"


def _refuse_sender(edition: Edition, context: Context) -> None:
    reporter = edition.data.get("reporter")
    anonymous = isinstance(reporter, dict) and "anonymous" in reporter and said(reporter["anonymous"]) not in ("false", "no")
    if anonymous or context.audience.identity == "none":
        raise ExportRefusedError(
            f"an e-mail tells who sends it, and `{edition.audience}` may not learn who reports",
            hint="take `eml` out of the audience's `formats` and use a form that takes anonymous reports",
        )


def _recipients(edition: Edition, context: Context) -> tuple[str, ...]:
    for address in context.audience.recipients:
        if not _ADDRESS.fullmatch(address):
            raise ExportRefusedError(
                f"a recipient of the audience `{edition.audience}` is no e-mail address",
                hint="write `name@example.org`, without a name beside it",
            )
    if edition.mark == RED:
        handling = edition.data.get("handling")
        listed = handling.get("recipients") if isinstance(handling, dict) else None
        named = {
            said(person.get("address")).casefold()
            for person in (listed if isinstance(listed, list) else ())
            if isinstance(person, dict) and said(person.get("person"))
        }
        if not context.audience.recipients or not {address.casefold() for address in context.audience.recipients} <= named:
            raise ExportRefusedError(
                f"{RED} goes to persons that the report names, and the recipients of `{edition.audience}` are not all among them",
                hint="name each of them in `handling.recipients` with `person` and `address`; never a shared mailbox",
            )
    return context.audience.recipients
