"""The mailboxes of settings.yaml as robot.model.mailbox values. Called by read; opens no connection and no file."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from robot.model.employer import PERSON_MAILBOX
from robot.model.mailbox import INFONAVIT_MAIL_DOMAINS, MailboxSettings, PickupPolicy
from robot.model.text import fold
from robot.outside.settings.secrets import in_folder, mailbox_secret, mailbox_variable
from robot.outside.settings.shape import MailboxShape, SettingsShape
from robot.outside.yaml_text.nodes import Document

_OF_PICKUP = (
    "from_domains", "subject", "password_patterns", "password_characters", "password_length", "identity",
    "trusted_authserv",
)  # fmt: skip


def read_mailboxes(
    document: Document, shape: SettingsShape, folder: Path, environ: Mapping[str, str]
) -> tuple[MailboxSettings, ...]:
    """Notes in `document` what is wrong with them."""
    # The real portal's sender is presumed; of another portal we know nothing until the settings say it.
    domains = () if shape.portal.address else INFONAVIT_MAIL_DOMAINS
    found: list[MailboxSettings] = []
    for number, mailbox in enumerate(shape.mailboxes):
        try:
            found.append(_mailbox(mailbox, domains, folder, environ))
            _refuse_clash(found[-1], found[:-1])
        except ValueError as error:
            title, _, fix = str(error).partition("\n")
            document.mistake(title, document.node(("mailboxes", number)), fix)
    return tuple(found)


def _mailbox(
    shape: MailboxShape, domains: tuple[str, ...], folder: Path, environ: Mapping[str, str]
) -> MailboxSettings:
    given = shape.given(authenticity="auth_of_mail")
    pickup: dict[str, Any] = {"from_domains": domains}
    pickup |= {key: given.pop(key) for key in _OF_PICKUP if key in given}
    if "auth_of_mail" in given:
        pickup["auth"] = given.pop("auth_of_mail")
    name = given.pop("name", shape.user)
    variable = given.pop("password_env", "") or mailbox_variable(name)
    file = in_folder(folder, given.pop("password_file", None))
    if "ca_file" in given:
        given["ca_file"] = in_folder(folder, given["ca_file"])
    secret = mailbox_secret(variable, file, environ)
    return MailboxSettings(name=name, secret=secret, policy=PickupPolicy(**pickup), **given)


def _refuse_clash(mailbox: MailboxSettings, others: list[MailboxSettings]) -> None:
    if fold(mailbox.name) == PERSON_MAILBOX:
        raise ValueError(
            f"un buzón no puede llamarse «{PERSON_MAILBOX}»\nesa palabra dice que una persona da la contraseña"
        )
    for other in others:
        if mailbox_variable(other.name) == mailbox_variable(mailbox.name):
            raise ValueError(f"dos buzones se llaman igual: «{mailbox.name}»\ndé otro `name` a uno de ellos")
        both = {fold(address) for address in other.addresses} & {fold(address) for address in mailbox.addresses}
        if both:
            raise ValueError(f"«{min(both)}» ya es del buzón «{other.name}»\ndéjela en uno solo")
