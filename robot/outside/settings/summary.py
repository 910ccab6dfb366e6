"""The `summary` of settings.yaml as PostSettings. Called by read; opens no connection and no file."""

from collections.abc import Mapping
from pathlib import Path

from robot.model.settings import ENV_SUMMARY_PASSWORD, PostSettings
from robot.outside.settings.secrets import in_folder, mailbox_secret
from robot.outside.settings.shape import SummaryShape
from robot.outside.yaml_text.nodes import Document


def read_summary(
    document: Document, shape: SummaryShape, folder: Path, environ: Mapping[str, str]
) -> PostSettings | None:
    """None: nothing is mailed. Notes in `document` what is wrong."""
    given = shape.given()
    if not given:
        return None
    variable = given.pop("password_env", "") or ENV_SUMMARY_PASSWORD
    file = in_folder(folder, given.pop("password_file", None))
    if "ca_file" in given:
        given["ca_file"] = in_folder(folder, given["ca_file"])
    given.setdefault("sender", shape.user or shape.to[0] if shape.to else "")
    try:
        return PostSettings(secret=mailbox_secret(variable, file, environ), **given)
    except ValueError as error:
        title, _, fix = str(error).partition("\n")
        document.mistake(title, document.node(("summary",)), fix)
        return None
