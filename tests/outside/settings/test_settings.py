"""settings.yaml: what a person may write in it, and what they are told when it is wrong."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from robot.model.employer import CONTPAQI, Authorisation
from robot.model.errors import SettingsError, VaultError, WorkspaceError
from robot.model.mailbox import Authenticity, Identity, LoginKind, Security
from robot.model.policy import Policy
from robot.model.secret import Secret
from robot.model.settings import QuietHours, Settings, VaultKeyFrom, VaultSettings
from robot.outside.settings.read import read_settings
from robot.outside.settings.secrets import mailbox_variable, vault_passphrase
from robot.outside.settings.write import write_default

MAILBOX = "mailboxes:\n  - name: Firma\n    host: imap.test\n    user: avisos@firma.test\n"


def read(folder: Path, text: str, **environ: str) -> Settings:
    file = folder / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environ)


def refused(folder: Path, text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        read(folder, text)
    return caught.value


@pytest.mark.parametrize("text", ["", "# nada\n\n", "portal:\nmailboxes:\nwaits:\n  relation:\n", "portal: {}\n"])
def test_everything_is_optional(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Settings()


def test_a_full_file_is_read_into_values(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        """
portal: {address: "http://127.0.0.1:8080/portal", origins: ["http://127.0.0.1:8080/", "https://Sso.Example:443"]}
pace: {visits_at_once: 3, pause: 0s, quiet_hours: [22:00-06:00, 9:30-10:00]}
waits: {relation: [2s, 4s], screen: 1.5s, mail_poll: 250ms, mail_limit: 5s, retry: 1s, mail_hold: 0s, person: 1h}
renewal: {days: 45}
authorisation: {by: "Ana Ñúñez", until: 31/12/2027}
developer: {rfc: EKU9003173C9, name: "Otra, S.A."}
vault: {key: passphrase, passphrase_file: frase.txt}
evidence: {pictures: no, keep_days: 30}
browser: {executable: bin/chrome}
ledger: {url: "sqlite:///datos/otro.db"}
""",
    )
    assert settings.portal.address == "http://127.0.0.1:8080/portal"
    assert settings.portal.origins == ("http://127.0.0.1:8080", "https://sso.example")
    assert settings.pace.quiet_hours == (QuietHours(time(22), time(6)), QuietHours(time(9, 30), time(10)))
    assert (settings.pace.visits_at_once, settings.pace.pause) == (3, timedelta(0))
    assert settings.policy == Policy(
        renewal=timedelta(days=45),
        looks=(timedelta(seconds=2), timedelta(seconds=4)),
        mail_poll=timedelta(milliseconds=250),
        mail_limit=timedelta(seconds=5),
        back_off=(timedelta(seconds=1),),
        hold_for_mail=timedelta(0),
        person_limit=timedelta(hours=1),
    )
    assert settings.screen_limit == timedelta(seconds=1.5)
    assert settings.authorisation == Authorisation("Ana Ñúñez", date(2027, 12, 31))
    assert (settings.developer.rfc, settings.developer.service) == ("EKU9003173C9", CONTPAQI.service)
    assert settings.vault == VaultSettings(VaultKeyFrom.PASSPHRASE, None, tmp_path / "frase.txt")
    assert (settings.evidence.pictures, settings.evidence.keep_days) == (False, 30)
    assert settings.browser.executable == tmp_path / "bin/chrome"
    assert settings.ledger == f"sqlite:///{(tmp_path / 'datos/otro.db').as_posix()}"


def test_an_address_alone_is_its_own_only_origin(tmp_path: Path) -> None:
    settings = read(tmp_path, "portal:\n  address: https://portal.test/entrada?x=1\n")
    assert settings.portal.origins == ("https://portal.test",)


def test_a_mailbox_has_everything_the_mail_room_wants(tmp_path: Path) -> None:
    text = (
        MAILBOX
        + r"""    addresses: ["*@firma.test", a@b.test]
    port: 1143
    security: starttls
    auth: xoauth2
    ca_file: ca.pem
    folders: [INBOX, '\Junk']
    from_domains: portal.test
    subject: contraseña
    password_length: [4, 20]
    identity: exclusive
    authenticity: require
    trusted_authserv: [mx.test]
"""
    )
    (mailbox,) = read(tmp_path, text).mailboxes
    assert (mailbox.name, mailbox.host, mailbox.user, mailbox.port) == ("Firma", "imap.test", "avisos@firma.test", 1143)
    assert (mailbox.security, mailbox.auth) == (Security.STARTTLS, LoginKind.XOAUTH2)
    assert (mailbox.addresses, mailbox.folders) == (("*@firma.test", "a@b.test"), ("INBOX", r"\Junk"))
    assert mailbox.ca_file == tmp_path / "ca.pem"
    policy = mailbox.policy
    assert (policy.from_domains, policy.subject, policy.password_length) == (("portal.test",), "contraseña", (4, 20))
    assert (policy.identity, policy.auth) == (Identity.EXCLUSIVE, Authenticity.REQUIRE)
    assert policy.trusted_authserv == ("mx.test",)


def test_the_real_portals_sender_is_presumed_only_for_the_real_portal(tmp_path: Path) -> None:
    assert read(tmp_path, MAILBOX).mailboxes[0].policy.from_domains == ("infonavit.org.mx",)
    other = read(tmp_path, MAILBOX + "portal: {address: 'http://localhost:1'}\n")
    assert other.mailboxes[0].policy.from_domains == ()


def test_a_mailboxes_secret_comes_from_the_environment_or_a_file_and_blanks_belong_to_it(tmp_path: Path) -> None:
    (tmp_path / "clave.txt").write_bytes(b" con espacios \r\n")
    text = MAILBOX + "    password_file: clave.txt\n"
    assert read(tmp_path, text).mailboxes[0].present_secret == Secret(" con espacios ")
    variable = mailbox_variable("Firma")
    assert variable == "INFONAVIT_ROBOT_MAILBOX_FIRMA"
    assert read(tmp_path, text, **{variable: "otra"}).mailboxes[0].present_secret == Secret("otra")
    named = read(tmp_path, MAILBOX + "    password_env: MI_CLAVE\n", MI_CLAVE="x")
    assert named.mailboxes[0].present_secret == Secret("x")
    assert read(tmp_path, MAILBOX).mailboxes[0].present_secret is None


def test_a_mailboxes_variable_is_a_legal_name_whatever_it_is_called() -> None:
    assert mailbox_variable(" Buzón de la Cía. ") == "INFONAVIT_ROBOT_MAILBOX_BUZON_DE_LA_CIA"


def test_all_mistakes_are_told_at_once_with_their_places_and_what_to_write(tmp_path: Path) -> None:
    error = refused(
        tmp_path,
        "portl:\n  address: https://a.test\npace:\n  pause: 10 minutos\nrenewal:\n  days: muchos\n"
        "waits:\n  relation: [2h, 10min]\nportal:\n  address: http://portal.test\n",
    )
    text = str(error)
    assert error.title == "settings.yaml tiene 5 errores"
    assert "no conozco `portl`" in text
    assert "¿quiso decir `portal`?" in text
    assert f"{tmp_path / 'settings.yaml'}:4:10" in text
    assert "      4 |   pause: 10 minutos\n        |          ^^^^^^^^^^" in text
    assert "escriba un número y su unidad: 30s, 10min, 2h, 5d" in text
    assert "aquí va un número entero" in text
    assert "las esperas de `relation` van de menor a mayor" in text
    assert "http solo se permite en este mismo equipo" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("portal: {address: portal.test}", "esto no es una dirección"),
        ("portal: {address: 'https://ana:hunter22@portal.test'}", "una dirección no lleva usuario ni contraseña"),
        ("portal: {origins: ['https://a.test/ruta']}", "escriba https://a.test"),
        ("portal: {origins: ['http://localhost.evil.test']}", "http solo se permite"),
        ("portal: {origins: ['http://127.0.0.1.evil.test']}", "http solo se permite"),
        ("pace: {quiet_hours: noche}", "22:00-06:00"),
        ("pace: {visits_at_once: 0}", "tiene que ser 1 o más"),
        ("waits: {mail_poll: 0s}", "tiene que ser más de cero"),
        ("authorisation: {until: 2027-12-31}", "falta quién autorizó"),
        ("authorisation: {by: Ana, until: mañana}", "AAAA-MM-DD"),
        ("developer: {rfc: XYZ, name: a}", "el RFC tiene 12 caracteres"),
        ("developer: {rfc: EKU9003173C9}", "van juntos"),
        ("vault: {key: llavero}", "file, keyring, passphrase"),
        ("evidence: {pictures: quizá}", "aquí va `yes` o `no`"),
        ("mailboxes: [{host: a, user: b, security: plain}]", "solo se permite en este mismo equipo"),
        ("mailboxes: [{host: a, user: b, authenticity: require}]", "trusted_authserv"),
        ("mailboxes: [{host: a}]", "falta `user`"),
        ("mailboxes: [{host: a, user: b, name: Persona}]", "no puede llamarse"),
        ("mailboxes: [{host: a, user: b}, {host: c, user: b}]", "dos buzones se llaman igual"),
        (
            "mailboxes: [{host: a, user: b, addresses: x@y.z}, {host: a, user: c, addresses: X@y.z}]",
            "ya es del buzón «b»",
        ),
        ("- una\n- lista", "aquí va un bloque"),
        ("portal:\n\taddress: x", "hay un tabulador"),
    ],
)
def test_a_wrong_setting_is_refused_in_spanish(tmp_path: Path, text: str, said: str) -> None:
    error = str(refused(tmp_path, text))
    assert said in error
    assert "hunter22" not in error
    assert re.search(r"settings\.yaml:\d+:\d+", error)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("mailboxes:\n  - host: a\n    user: b\n    password: hunter22", "password_file"),
        ("mailboxes: [{host: a, user: b, Contraseña: hunter22}]", "INFONAVIT_ROBOT_MAILBOX_<NOMBRE>"),
        ("mailboxes: [{host: a, password: hunter22, usr: b}]", "password_env"),
        ("vault: {passphrase: hunter22}", "passphrase_file"),
        ("ledger: {url: 'postgresql://robot:hunter22@db.test/robot'}", "PGPASSWORD"),
        ("ledger: {url: 'postgresql://db.test/robot?user=ana&password=hunter22'}", "PGPASSWORD"),
    ],
)
def test_a_secret_in_the_file_is_refused_and_never_shown(tmp_path: Path, text: str, instead: str) -> None:
    error = str(refused(tmp_path, text))
    assert "los secretos no se escriben en este archivo" in error
    assert instead in error
    assert "hunter22" not in error
    assert "no conozco `password`" not in error


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    text = "vault: {key: keyring}\nbrowser: {executable: uno, channel: chrome}\n"
    key = str(tmp_path / "llave")
    settings = read(tmp_path, text, INFONAVIT_ROBOT_VAULT_KEY_FILE=key, INFONAVIT_ROBOT_BROWSER=str(tmp_path / "dos"))
    assert settings.vault == VaultSettings(VaultKeyFrom.FILE, Path(key))
    assert (settings.browser.executable, settings.browser.channel) == (tmp_path / "dos", "")
    assert read(tmp_path, text, INFONAVIT_ROBOT_VAULT_PASSPHRASE="x").vault.key is VaultKeyFrom.PASSPHRASE


def test_the_vaults_passphrase_comes_from_the_environment_or_its_file(tmp_path: Path) -> None:
    file = tmp_path / "frase.txt"
    settings = VaultSettings(VaultKeyFrom.PASSPHRASE, None, file)
    with pytest.raises(VaultError, match="frase.txt"):
        vault_passphrase(settings, {})
    file.write_text("una frase larga\n", encoding="utf-8")
    assert vault_passphrase(settings, {}) == Secret("una frase larga")
    assert vault_passphrase(settings, {"INFONAVIT_ROBOT_VAULT_PASSPHRASE": "otra"}) == Secret("otra")
    assert vault_passphrase(VaultSettings(), {}) is None


def test_no_file_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="infonavit-robot init"):
        read_settings(tmp_path / "settings.yaml", {})


def test_the_first_file_means_the_defaults_and_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    assert write_default(file)
    assert read_settings(file, {}) == Settings()
    file.write_text("renewal: {days: 9}\n", encoding="utf-8")
    assert not write_default(file)
    assert file.read_text(encoding="utf-8") == "renewal: {days: 9}\n"


def test_a_first_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="no se puede escribir settings.yaml"):
        write_default(tmp_path / "no" / "settings.yaml")


def test_every_line_of_the_first_file_may_be_uncommented_and_shows_the_default(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    write_default(file)
    text = re.sub(r"^( *)#(?! )", r"\1", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = re.sub(r"^( *)#(  +)", r"\1\2", text, flags=re.MULTILINE)
    settings = read(tmp_path, text)
    assert settings.policy == Policy()
    assert settings.pace == Settings().pace
    assert settings.developer == CONTPAQI
    assert settings.screen_limit == Settings().screen_limit
    assert settings.portal.origins == ("https://empresarios.infonavit.org.mx",)
    (mailbox,) = settings.mailboxes
    assert mailbox.folders == ("INBOX", r"\Junk")
    assert settings.vault.key is VaultKeyFrom.FILE


@pytest.mark.parametrize(
    ("moment", "quiet"), [(time(23), True), (time(5, 59), True), (time(6), False), (time(12), False), (time(22), True)]
)
def test_quiet_hours_may_cross_midnight(moment: time, quiet: bool) -> None:
    assert QuietHours(time(22), time(6)).hold(moment) is quiet
