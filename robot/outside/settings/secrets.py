"""Keeps secrets out of settings.yaml: refuses them there, hides them in what is shown of it, and reads them elsewhere.

The only module that reads secret files and secret environment variables of a workspace. `read` calls it for the
mailboxes, assembly for the vault's passphrase and for all that belongs to no NRP.
"""

import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import replace
from pathlib import Path

from robot.model.errors import Mistake, VaultError
from robot.model.secret import Secret
from robot.model.settings import (
    ENV_LEDGER_PASSWORD,
    ENV_MAILBOX_PREFIX,
    ENV_SUMMARY_PASSWORD,
    ENV_VAULT_PASSPHRASE,
    Settings,
    VaultKeyFrom,
    VaultSettings,
)
from robot.model.text import fold
from robot.outside.yaml_text.nodes import Document, Map, Node, Seq

_REFUSED = frozenset({"password", "passwd", "contrasena", "clave", "secret", "secreto", "token", "passphrase"})
_SHOWN = re.compile(
    r"((?:passw\w*|contrase\w*|clave|secreto?|token|passphrase)[\"']?\s*:\s*)\S.*", re.IGNORECASE | re.DOTALL
)
_WRITTEN = re.compile(
    r"(?:passw(?:or)?d|contrase\w*|clave|secreto?|token|passphrase)[\"']?\s*:\s*([^#\n,}]+)", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"(://[^\s:/@]*:)[^\s@]+@")


def refuse_secrets(document: Document) -> None:
    """Notes every key that asks for a secret, and takes it out of the tree so that it is told once."""
    _refuse_below(document, document.root, ())


def hidden(mistake: Mistake) -> Mistake:
    """The mistake without the value of a line that may hold a secret."""
    lines = [_IN_ADDRESS.sub(r"\1••••••@", _SHOWN.sub(r"\1••••••", line)) for line in mistake.snippet.splitlines()]
    return replace(mistake, snippet="\n".join(lines))


def mailbox_variable(name: str) -> str:
    """The environment variable that holds the password or token of the mailbox called `name`."""
    return ENV_MAILBOX_PREFIX + re.sub(r"[^A-Z0-9]+", "_", fold(name).upper()).strip("_")


def mailbox_secret(variable: str, file: Path | None, environ: Mapping[str, str]) -> Callable[[], Secret | None]:
    """A function that gives the present secret: of the variable, else of the file; None when neither is there."""

    def present() -> Secret | None:
        if environ.get(variable):
            return Secret(environ[variable])
        return _first_line(file) if file else None

    return present


def vault_passphrase(settings: VaultSettings, environ: Mapping[str, str]) -> Secret | None:
    """The words that open the vault; None when nobody gave any. A file that was named must be there."""
    if environ.get(ENV_VAULT_PASSPHRASE):
        return Secret(environ[ENV_VAULT_PASSPHRASE])
    if settings.passphrase_file is None:
        return None
    found = _first_line(settings.passphrase_file)
    if found is None:
        where = f"vault > passphrase_file: {settings.passphrase_file}"
        raise VaultError("no se puede leer la frase de la bóveda", where=where, fix="revise el archivo y sus permisos")
    return found


def secrets_of_settings(settings: Settings, environ: Mapping[str, str]) -> dict[str, tuple[Secret, ...]]:
    """Every secret that belongs to no NRP, by what it is, in Spanish."""
    found = {f"contraseña del buzón {one.name}": one.present_secret for one in settings.mailboxes}
    if settings.summary is not None:
        found["contraseña del correo de resúmenes"] = settings.summary.present_secret
    if settings.vault.key is VaultKeyFrom.PASSPHRASE:
        found["frase de la bóveda"] = vault_passphrase(settings.vault, environ)
    if environ.get(ENV_LEDGER_PASSWORD):
        found["contraseña de PostgreSQL"] = Secret(environ[ENV_LEDGER_PASSWORD])
    return {kind: (secret,) for kind, secret in found.items() if secret}


def secrets_of_broken(text: str, folder: Path, environ: Mapping[str, str]) -> dict[str, tuple[Secret, ...]]:
    """As secrets_of_settings, of a settings.yaml that cannot be read: of whatever looks as if it named one, and what
    was written in it against the rules."""
    variables = {name for name in environ if name.startswith("INFONAVIT_ROBOT_")} | {ENV_LEDGER_PASSWORD}
    variables |= {_bare(name) for name in re.findall(r"password_env\s*:\s*([^\s#]+)", text)}
    files = (
        in_folder(folder, _bare(file)) for file in re.findall(r"(?:password|passphrase)_file\s*:\s*([^#\n]+)", text)
    )
    found = [Secret(environ[name]) for name in variables if environ.get(name)]
    found += [secret for file in files if file and (secret := _first_line(file))]
    found += [Secret(_bare(value)) for value in _WRITTEN.findall(text)]
    return {"ajustes": tuple(found)}


def _bare(value: str) -> str:
    return value.strip(" \"'\r")


def hide_from_children(environ: MutableMapping[str, str], known: Mapping[str, Iterable[Secret]]) -> None:
    """Takes out of the process's own environment what a browser would inherit and other programs could read there."""
    secrets = {secret for kind in known.values() for secret in kind}
    for name in [name for name, value in environ.items() if Secret(value) in secrets]:
        del environ[name]


def in_folder(folder: Path, text: str | None) -> Path | None:
    """`~` is the person's home; what is relative counts from the workspace."""
    return folder / Path(text).expanduser() if text else None


def _first_line(file: Path) -> Secret | None:
    """A secret file holds the secret and perhaps a line end, which editors add. Blanks belong to the secret."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    line = re.split(r"\r?\n", text, maxsplit=1)[0]
    return Secret(line) if line else None


def _refuse_below(document: Document, node: Node | None, path: tuple[str, ...]) -> None:
    if isinstance(node, Seq):
        for item in node.items:
            _refuse_below(document, item, path)
    if not isinstance(node, Map):
        return
    for key in list(node.values):
        if fold(key) in _REFUSED and path:
            document.mistake("los secretos no se escriben en este archivo", node.keys[key], _instead(path[0]))
            del node.values[key], node.keys[key]
        else:
            _refuse_below(document, node.values[key], (*path, key))


def _instead(section: str) -> str:
    if section == "vault":
        return f"use `passphrase_file: ruta` o la variable {ENV_VAULT_PASSPHRASE}"
    variable = ENV_SUMMARY_PASSWORD if section == "summary" else f"{ENV_MAILBOX_PREFIX}<NOMBRE>"
    return f"use `password_file: ruta`, `password_env: VARIABLE` o la variable {variable}"
