"""`summary send` and `check` on a real mail server, through the real commands."""

import io
import zipfile
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

from fixtures.efirma_maker.identities import valid_nrp
from fixtures.mail_server.submission import RunningSubmission
from robot.assembly import open_workspace
from robot.model.employer import CONTPAQI, Authorisation, Employer
from robot.model.identifiers import Nrp, Rfc
from robot.model.outcome import Reason
from robot.model.secret import Secret, SecretKind
from robot.rules.advice import block_for
from tests.cli.conftest import NOW, Robot

CANARIES = {kind: f"canario-{kind.value}-Zq9" for kind in SecretKind if kind is not SecretKind.EFIRMA_CER}
SETTINGS = """summary:
  to: [ana@despacho.example]
  host: 127.0.0.1
  port: {port}
  user: robot@despacho.example
  ca_file: {ca_file}
  password_file: clave.txt
"""


def an_employer_whose_portal_repeats_its_secrets(folder: Path) -> None:
    workspace = open_workspace(folder)
    employer = Employer(
        Nrp(valid_nrp(3)), Rfc("EKU9003173C9"), "ESCUELA <b>KEMPER</b>", "n@x.example", CONTPAQI, "c" * 64,
        authorisation=Authorisation("Ana", None),
    )  # fmt: skip
    workspace.ledger.save_employer(employer, {}, NOW)
    for kind, words in CANARIES.items():
        workspace.vault.put(employer.owner_of(kind), kind, Secret(words), NOW)
    said = f"El portal dice: «No vale {' '.join(CANARIES.values())}»."
    workspace.ledger.set_block(employer.nrp, block_for(Reason.REFUSED, nrp=employer.nrp, since=NOW, detail=said))
    workspace.close()


def test_a_summary_is_sent_whole_without_a_secret_and_waits_when_the_server_refuses(
    robot: Robot, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    with RunningSubmission("robot@despacho.example", "clave-de-salida") as server:
        assert robot("init", str(folder))[0] == 0
        assert robot("summary", "send")[0] == 2  # nobody is named
        settings = SETTINGS.format(port=server.ssl_port, ca_file=server.ca_file.as_posix())
        (folder / "settings.yaml").write_text(settings, encoding="utf-8")
        an_employer_whose_portal_repeats_its_secrets(folder)
        (folder / "clave.txt").write_text("clave-equivocada", encoding="utf-8")
        code, _, err = robot("summary", "send")
        assert code == 4 and "contraseña de aplicación" in err
        assert len(list((folder / "results").glob("*.eml"))) == 1
        (folder / "clave.txt").write_text("clave-de-salida", encoding="utf-8")
        (sent, *said), (shown, *summary) = robot("summary", "send"), robot("summary", "show")
        assert (sent, shown) == (0, 0)
    first, last = (cast(EmailMessage, message_from_bytes(one, policy=default)) for one in server.taken)
    assert first["Subject"] == last["Subject"] == "Infonavit: 1 NRP necesita a una persona"
    assert list((folder / "results").glob("*.eml")) == []
    told = "".join((*said, *summary)) + "".join(
        part.get_content() for part in last.walk() if part.get_content_maintype() == "text"
    )
    assert "No vale [oculto]" in told and "ESCUELA &lt;b&gt;KEMPER" in told
    (book,) = last.iter_attachments()
    with zipfile.ZipFile(io.BytesIO(book.get_content())) as parts:
        told += "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    assert "Resumen" in told
    assert [words for words in (*CANARIES.values(), "clave-de-salida", "clave-equivocada") if words in told] == []
