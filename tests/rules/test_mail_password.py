"""Where the one password of a mail is found, and when none is taken."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot.model.mailbox import PickupPolicy
from robot.rules.mail_lines import lines_of_html, lines_of_plain
from robot.rules.mail_password import Doubt, Found, find_password

ANY = PickupPolicy()


def in_plain(text: str, policy: PickupPolicy = ANY) -> str | Doubt:
    return outcome(find_password((lines_of_plain(text),), policy))


def in_html(text: str, policy: PickupPolicy = ANY) -> str | Doubt:
    return outcome(find_password((lines_of_html(text),), policy))


def outcome(found: Found | Doubt) -> str | Doubt:
    return found.password if isinstance(found, Found) else found


@pytest.mark.parametrize(
    "text",
    [
        "Contraseña: Abc123$x",
        "CONTRASEÑA : Abc123$x",
        "Contrasena: Abc123$x",
        "Contraseña de acceso: Abc123$x",
        "Contraseña para los Servicios de Intercomunicación: Abc123$x",
        "Contraseña de los servicios de intercomunicación del NRP Y1234567101:\nAbc123$x",
        "Contraseña de acceso a los Servicios de Intercomunicación del Portal Empresarial: Abc123$x",
        "Contraseña = Abc123$x",
        "Contraseña - Abc123$x",
        "Contraseña -> Abc123$x",
        "Contraseña Abc123$x",
        "Clave: Abc123$x",
        "Clave de acceso: Abc123$x",
        "Password: Abc123$x",
        "Su contraseña es Abc123$x",
        "Su contraseña es Abc123$x.",
        "Su contraseña es: Abc123$x. Guárdela bien.",
        "Tu nueva contraseña es:\n\n  Abc123$x\n",
        "La contraseña es la siguiente: Abc123$x",
        "Le enviamos su contraseña: Abc123$x.",
        "Your password is Abc123$x",
        "Contraseña temporal: Abc123$x",
        "Contraseña generada: Abc123$x",
        "Contraseña de intercomunicación: Abc123$x",
        "Contraseña para A1234567890 (UNA EMPRESA, S.A. DE C.V.): Abc123$x",
        "La contraseña generada para el acceso a los Servicios de Intercomunicación es:\n\n    Abc123$x\n",
        "Ya puede ingresar con la siguiente contraseña: Abc123$x",
        "Abc123$x es tu contraseña",
        "CONTRASEÑA\nAbc123$x",
        "Contraseña:\tAbc123$x",
        "| NRP | Contraseña |\n| Y1234567101 | Abc123$x |",
        "NRP\tContraseña\tVigencia\nY1234567101\tAbc123$x\t1 año",
        "Usuario: juan Contraseña: Abc123$x Vigencia: 1 año",
        "Contraseña: Abc123$x (distingue mayúsculas)",
        "Contraseña (distingue mayúsculas): Abc123$x",
        "Contraseña: “Abc123$x”",
        "Contraseña: Abc123$x\nNo comparta su contraseña: es personal.",
        "Contraseña: Abc123$x\nVigencia de la contraseña: 1 año\nFecha de la contraseña: 23/11/2026",
        "Contraseña: Abc123$x\n¿Olvidó su contraseña? Entre a: https://portal.test/contraseña1",
        "Su contraseña para los Servicios (NRP: Y1234567101, RFC AAA010101AAA) es: Abc123$x",
        "Le informamos que su contraseña para el acceso a los\nServicios de Intercomunicación es: Abc123$x\nGracias.",
    ],
)
def test_it_is_found_after_any_of_the_labels_and_separators(text: str) -> None:
    assert in_plain(text) == "Abc123$x"


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>Contraseña:</td><td>Abc&amp;12</td></tr></table>",
        "<table><tr><td>Contraseña<td>Abc&amp;12<tr><td>NRP<td>Y1234567101</table>",
        "<table><tr><th>NRP</th><th>Contraseña</th></tr><tr><td>Y1234567101</td><td>Abc&amp;12</td></tr></table>",
        "<table><tr><td>NRP</td><td>Contraseña</td></tr><tr><td>Y1234567101</td><td>Abc&amp;12</td></tr></table>",
        "<table><tr><th>Contraseña</th><td>Abc&amp;12</td></tr><tr><th>NRP</th><td>Y1234567101</td></tr></table>",
        "<table><tr><td><p>Contraseña</p></td><td><p>Abc&amp;12</p><p>(no la comparta)</p></td></tr></table>",
        "<table><tr><td><table><tr><td>Contraseña:</td><td></td><td>Abc&amp;12</td></tr></table></td></tr></table>",
        "<p>Contraseña</p><p>Abc&amp;12</p>",
        "<dl><dt>Contraseña</dt><dd>Abc&amp;12</dd></dl>",
        "<ul><li>NRP: Y1234567101<li>Contraseña: Abc&amp;12</ul>",
        "<b>Contraseña</b>&nbsp;:&nbsp;<code>Abc&amp;12</code>",
        "Contrase&ntilde;a: <b>Abc&amp;12</b>.",
        "Su contraseña es <strong>Abc&amp;12</strong>, guárdela",
        "Contraseña:<br><span>Ab</span><span>c&amp;</span><span>12</span>",
        "<head><title>Contraseña: Otra999</title><style>p{x:1}</style></head><p>Clave: <i>Abc&amp;12</i></p>",
        "<pre>NRP: Y1234567101\nContraseña: Abc&amp;12\n</pre>",
        "<p>Contraseña:&nbsp;Abc&amp;12\n   </p><!-- Contraseña: Otra999 -->",
    ],
)
def test_it_is_found_in_any_layout_of_a_page(html: str) -> None:
    assert in_html(html) == "Abc&12"


@pytest.mark.parametrize(
    "text",
    [
        "Contraseña: será enviada más tarde",
        "Contraseña: enviada",
        "Su contraseña es personal e intransferible.",
        "Su contraseña es secreta.",
        "Para cambiar su contraseña ingrese a: https://portal.test/a1",
        "Contraseña: www.portal.test/a1",
        "Contraseña generada el: 12/11/2026 10:33",
        "Contraseña: ********",
        "Contraseña:\n\nATENTAMENTE\nInfonavit",
        "Contraseña:\n\nInfonavit",
        "Folio de la contraseña: A-12345",
        "Solicitud de contraseña: 20261123-0001",
        "Generación de contraseña\nNRP: Y1234567101\nFolio: A-123456",
        "Contraseña del portal: Abc123$x",
        "Contraseña de la e.firma: Abc123$x",
        "Contraseña: abc",
        "Dudas sobre su contraseña: soporte@portal.test",
        "Clave de usuario: ABC123",
        "Pida su contraseña.",
        "",
    ],
)
def test_a_sentence_or_another_matter_is_no_password(text: str) -> None:
    assert in_plain(text) is Doubt.NONE


def test_a_word_of_lower_case_letters_is_taken_where_a_label_awaits_it() -> None:
    assert in_plain("Contraseña:\nkslwoqpe") == "kslwoqpe"
    assert in_plain("Contraseña: kslwoqpe") == "kslwoqpe"
    assert in_plain("Contraseña\nkslwoqpe") is Doubt.NONE


def test_two_different_values_are_none() -> None:
    assert in_plain("Contraseña: Abc123$x\nContraseña: Otra999x") is Doubt.SEVERAL


def test_the_same_value_twice_is_one() -> None:
    assert in_plain("Contraseña: Abc123$x\nSu contraseña es Abc123$x.") == "Abc123$x"


def test_plain_and_html_must_agree() -> None:
    plain, same, other = (
        lines_of_plain("Contraseña: *Abc123$x*"),
        lines_of_html("Contraseña: <b>Abc123$x</b>"),
        lines_of_html("Contraseña: <b>Otra999x</b>"),
    )
    assert outcome(find_password((plain, same), ANY)) == "Abc123$x"
    assert outcome(find_password((plain, other), ANY)) is Doubt.SEVERAL


def test_a_final_stop_belongs_to_the_value_or_the_sentence_as_the_mail_shows() -> None:
    assert in_plain("Contraseña: Abc123.") == "Abc123."
    assert in_html("<p>Contraseña: <b>Abc123</b>.</p>") == "Abc123"
    assert in_html("<p>Su contraseña es <b>Abc123.</b></p>") == "Abc123."
    assert in_plain("Contraseña: Abc123.", PickupPolicy(password_characters="A-Za-z0-9")) == "Abc123"


@pytest.mark.parametrize("value", ["Abc\ufffd123", "Abc\u0093123", "Abc\u200b123"])
def test_letters_that_nobody_can_have_meant_are_a_doubt(value: str) -> None:
    assert in_plain(f"Contraseña: {value}") is Doubt.UNREADABLE


def test_configured_patterns_replace_the_labels() -> None:
    policy = PickupPolicy(password_patterns=(r"acceso secreto\s*»\s*(?P<password>\S+)",))
    assert in_plain("Acceso secreto » Abc123\nContraseña: Otra999", policy) == "Abc123"
    assert in_plain("Contraseña: Otra999", policy) is Doubt.NONE


def test_a_value_of_another_length_or_alphabet_is_none() -> None:
    assert in_plain("Contraseña: Abc123$x", PickupPolicy(password_length=(10, 12))) is Doubt.NONE
    assert in_plain("Contraseña: Abc123$x", PickupPolicy(password_characters="A-Za-z0-9")) is Doubt.NONE


AWKWARD = st.text(
    string.ascii_letters + string.digits + "ñÑ€#$%&*+-/<=>@[]\\^_`{|}~!?", min_size=8, max_size=24
).filter(lambda text: any(letter.isdigit() for letter in text) and text.strip("`*|") == text and "://" not in text)


@given(password=AWKWARD)
def test_awkward_passwords_come_through_exactly(password: str) -> None:
    escaped = password.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert in_plain(f"Hola:\n\nContraseña: {password}\n") == password
    assert in_html(f"<tr><td>Contraseña</td><td>{escaped}</td></tr>") == password
    assert in_html(f"<table><tr><td>Contraseña</td><td><b>{escaped}</b></td></tr></table>") == password


@given(text=st.text(max_size=300))
def test_no_text_breaks_the_search(text: str) -> None:
    for lines in (lines_of_plain(text), lines_of_html(text), lines_of_html(f"<table><tr><td>{text}")):
        assert isinstance(find_password((lines,), ANY), Found | Doubt)
