"""What the portal may answer to a press, and which of the screens that are raced for the shipped words make of it.

The messages are invented, as those of any portal would be: nobody has published Infonavit's.
"""

import pytest

from robot.model.flow import FlowBook
from robot.model.relation import RawTable
from robot.model.screen import By
from robot.model.text import fold
from robot.outside.flow_files.load import load_book, shipped_flows
from robot.rules.recognise import Count, PageEvidence, Rule, recognise, rules_of, said_holds
from robot.rules.relations_table import read_relations

KINDS = {
    "field": ("label",), "file": ("file",), "button": ("button", "link", "tab", "menu", "text"),
    "heading": ("heading", "text"), "text": ("text",), "window": ("dialog",),
}  # fmt: skip
# What shows: fields by their label, files by their token, buttons by their text, headings.
LOGIN = "field:Número de Registro Patronal (NRP)|field:Correo electrónico|field:Contraseña|password|button:Entrar"
CAPTCHA = f"{LOGIN}|field:Código CAPTCHA"
SIGN = "file:.cer|file:.key|field:Contraseña de la e.firma|password|button:Validar"
TABS = "button:Generación de contraseña|button:Relaciones de confianza"
FORM = "field:RFC del Desarrollador|field:Contraseña|password|button:Aceptar"
TERMS = "heading:Términos y Condiciones|button:Continuar"
FINISH = "heading:Solicitud recibida|button:Finalizar"


@pytest.fixture(scope="module")
def book() -> FlowBook:
    return load_book([shipped_flows()])


def landed(book: FlowBook, flow: str, on: str, shown: str, *said: str) -> str | None:
    """The screen recognised after the step of `flow` on `on`, when these controls show and the portal said this."""
    step = next(step for step in book.flows[flow].steps if step.on[:1] == (on,) and step.actions)
    page = PageEvidence(counts=counted(book, shown), said=said)
    ends = [rule.screen for rule in book.portal.interruptions]
    return recognise(book.screens, [page], [*ends, *(lead.screen for lead in step.then)]).screen


def counted(book: FlowBook, shown: str) -> dict[Rule, Count]:
    controls = [tuple(each.split(":", 1)) if ":" in each else (each, "") for each in shown.split("|") if each]
    return {
        rule: Count(1, 1)
        for rule in rules_of(book.screens.values())
        if any(answers(rule, kind, text) for kind, text in controls)
    }


def answers(rule: Rule, kind: str, text: str) -> bool:
    """What the driver would count, in small: whole texts, or whole words for the kinds that say `with`."""
    by, wanted = rule
    if by is By.ONLY:
        return wanted == kind
    if by.value.removesuffix("_with") not in KINDS.get(kind, ()):
        return False
    return said_holds((text,), wanted) if by.value.endswith("_with") else fold(text) == fold(wanted)


@pytest.mark.parametrize(
    ("said", "screen"),
    [
        ("Los datos de acceso son incorrectos. Verifica tu NRP, correo electrónico y contraseña.", "login_refused"),
        ("Contraseña incorrecta", "login_refused"),
        ("Usuario y/o contraseña inválidos.", "login_refused"),
        ("El correo no corresponde al NRP capturado", "login_refused"),
        ("Tu cuenta está bloqueada por intentos fallidos.", "login_refused"),
        ("El NRP no está registrado en el Portal Empresarial. Verifica tus datos.", "no_account"),
        ("No se encontró una cuenta con ese registro patronal", "no_account"),
        ("No encontramos una cuenta asociada al NRP proporcionado.", "no_account"),
    ],
)
def test_a_refused_login_is_told_from_an_employer_without_account(book: FlowBook, said: str, screen: str) -> None:
    assert landed(book, "log_in", "login", LOGIN, said) == screen
    assert landed(book, "log_in", "login_captcha", CAPTCHA, said) == screen


@pytest.mark.parametrize("window", ["dialog|button:Aceptar", "dialog|button:×", "button:Aceptar"])
@pytest.mark.parametrize(
    ("said", "screen"),
    [("Usuario y/o contraseña inválidos", "login_refused"), ("No encontramos ese NRP", "no_account")],
)
def test_a_refused_login_is_heard_in_a_window_over_the_form(
    book: FlowBook, window: str, said: str, screen: str
) -> None:
    """Or the password would be typed a second time."""
    step = next(step for step in book.flows["log_in"].steps if step.on[:1] == ("login",))
    beneath = {rule: Count(1, 0) for rule in counted(book, LOGIN)}
    page = PageEvidence(beneath | counted(book, window), veiled=True, said=(said,))
    assert recognise(book.screens, [page], [lead.screen for lead in step.then]).screen == screen


def test_a_refused_password_is_seen_even_when_a_captcha_now_shows_beside_it(book: FlowBook) -> None:
    """Or the password would be typed a second time, beside the captcha."""
    assert landed(book, "log_in", "login", CAPTCHA, "Contraseña incorrecta. Te quedan 2 intentos.") == "login_refused"


@pytest.mark.parametrize(
    "said", ["El Código CAPTCHA no es correcto. Inténtalo de nuevo.", "Captcha inválido", "Código incorrecto"]
)
def test_a_refused_captcha_is_no_refused_password(book: FlowBook, said: str) -> None:
    assert landed(book, "log_in", "login_captcha", CAPTCHA, said) == "captcha"


@pytest.mark.parametrize(
    "said",
    [
        "La contraseña de la e.firma es incorrecta.",
        "La clave privada no corresponde al certificado.",
        "El archivo .cer no es un certificado válido.",
        "El certificado no es de e.firma. No se permite el Certificado de Sello Digital.",
        "El certificado de la e.firma no está vigente.",
        "El certificado de la e.firma está revocado.",
        "El RFC de la e.firma no corresponde al Registro Patronal.",
        "Certificado vencido",
        "ERROR: LOS ARCHIVOS NO SON VALIDOS",
    ],
)
def test_a_refused_efirma_is_seen_wherever_one_signs(book: FlowBook, said: str) -> None:
    assert landed(book, "generate_password", "password_form", f"{SIGN}|{TABS}", said) == "efirma_refused"
    assert landed(book, "register_relation", "efirma", SIGN, said) == "efirma_refused"


@pytest.mark.parametrize(
    "said",
    [
        "El patrón reconoce que un certificado revocado, vencido o que no corresponde a su RFC no es válido.",
        "Si la contraseña de la e.firma es incorrecta, la solicitud será rechazada. El desarrollador ya existe.",
    ],
)
def test_terms_that_speak_of_refusals_are_terms(book: FlowBook, said: str) -> None:
    assert landed(book, "register_relation", "efirma", TERMS, said) == "final_terms"


@pytest.mark.parametrize(
    "said",
    [
        "Tu contraseña se generó correctamente. La enviamos al correo a@b.mx.",
        "Se envió su contraseña a su correo electrónico.",
        "Recibirá un correo con la contraseña",
        "Su contraseña ha sido enviada al correo registrado",
    ],
)
def test_a_password_that_is_on_its_way_is_no_refusal(book: FlowBook, said: str) -> None:
    assert landed(book, "generate_password", "password_form", f"{SIGN}|{TABS}", said) == "password_requested"


@pytest.mark.parametrize(
    ("said", "screen"),
    [
        ("La contraseña de los Servicios de Intercomunicación es incorrecta.", "wrong_service_password"),
        ("La contraseña fue bloqueada por intentos fallidos.", "wrong_service_password"),
        ("Primero debes generar la contraseña de los Servicios de Intercomunicación.", "relation_refused"),
        ("El RFC del Desarrollador no es válido.", "developer_refused"),
        ("El desarrollador no cuenta con certificación vigente para este servicio.", "developer_refused"),
        ("Ya existe una relación de confianza con este desarrollador para el servicio seleccionado.", "duplicate"),
        ("La relación ya se encuentra registrada", "duplicate"),
        ("No es posible registrar la relación", "relation_refused"),
    ],
)
def test_each_refusal_of_the_form_is_told_from_the_others(book: FlowBook, said: str, screen: str) -> None:
    assert landed(book, "register_relation", "relation_form", FORM, said) == screen


@pytest.mark.parametrize("button", ["Aceptar", "Sí", "Confirmar"])
@pytest.mark.parametrize(
    "said",
    [
        "¿Está seguro de registrar la relación?",
        "¿Desea continuar con el registro?",
        "¿Confirma que los datos son correctos?",
    ],
)
def test_a_question_before_the_request_is_sent_is_recognised(book: FlowBook, said: str, button: str) -> None:
    shown = f"heading:Confirmación|button:Cancelar|button:{button}"
    assert landed(book, "register_relation", "relation_form", shown, said) == "confirm_request"
    assert landed(book, "register_relation", "final_terms", shown, said) == "confirm_request"


@pytest.mark.parametrize("flow", ["generate_password", "register_relation"])
def test_a_question_after_any_press_that_commits_is_answered(book: FlowBook, flow: str) -> None:
    steps = book.flows[flow].steps
    answers = (("confirm_request",), ("relation_requested_notice",))
    pressed = [at for at, step in enumerate(steps) if step.commits and step.on not in answers]
    assert pressed
    for at in pressed:
        assert "confirm_request" in [lead.screen for lead in steps[at].then]
        assert steps[at + 1].on == ("confirm_request",) and steps[at + 1].commits == steps[at].commits


def test_terms_that_speak_of_being_sure_are_no_question(book: FlowBook) -> None:
    shown = f"{TERMS}|checkbox"
    said = "Al continuar, el patrón confirma que conoce las reglas del Seguro Social y está seguro de sus datos."
    assert landed(book, "register_relation", "efirma", shown, said) == "final_terms"


def test_a_menu_behind_its_button_is_the_inside_of_the_portal(book: FlowBook) -> None:
    assert landed(book, "log_in", "login", "button:Abrir menú|heading:Hola") == "menu_hidden"
    assert landed(book, "log_in", "login", "button:Menú|button:Mis Trámites") == "inside"
    assert landed(book, "log_in", "login", f"button:Menú|{LOGIN}") != "menu_hidden"


def test_terms_that_hide_the_tabs_are_accepted_before_a_tab_is_pressed(book: FlowBook) -> None:
    assert landed(book, "open_intercommunication", "menu_open", f"{TERMS}|checkbox") == "service_terms"
    assert landed(book, "open_intercommunication", "menu_open", f"{TERMS}|checkbox|{TABS}") != "service_terms"


def test_the_way_out_of_the_portal_closes_no_terms(book: FlowBook) -> None:
    beside = counted(book, f"{TABS}|heading:Términos y condiciones|button:Cerrar sesión")
    assert "terms_shown" not in recognise(book.screens, [PageEvidence(beside)]).also


def test_trouble_of_the_portal_is_nobodys_refusal(book: FlowBook) -> None:
    said = "Error interno. La firma no se pudo validar, inténtelo más tarde."
    refusals = {"efirma_refused", "password_refused", "relation_refused", "login_refused"}

    assert landed(book, "register_relation", "efirma", SIGN, said) not in refusals
    assert landed(book, "log_in", "login", LOGIN, "Acceso no disponible, intente más tarde") not in refusals


def test_the_request_being_processed_is_not_taken_for_sent_while_it_can_still_be_finished(book: FlowBook) -> None:
    said = "Tu solicitud se está procesando. Espera 10 minutos para consultar su estatus."

    assert landed(book, "register_relation", "final_terms", FINISH, said) == "finish"
    assert landed(book, "register_relation", "finish", "", said) == "relation_requested"


@pytest.mark.parametrize(
    ("said", "screen"),
    [
        ("Su solicitud ha sido enviada", "relation_requested_notice"),
        ("¡Éxito! Tu relación se registró correctamente.", "relation_requested_notice"),
        ("La relación ya fue registrada", "duplicate"),
        ("¿Está seguro de que la solicitud sea enviada?", "confirm_request"),
        ("Su sesión está por expirar. ¿Desea continuar?", None),
    ],
)
def test_a_window_that_tells_of_the_request_is_closed_to_reach_the_last_button(
    book: FlowBook, said: str, screen: str | None
) -> None:
    assert landed(book, "register_relation", "final_terms", "dialog|button:Aceptar", said) == screen


def test_a_question_before_cancelling_is_not_the_cancellation(book: FlowBook) -> None:
    said = "¿Deseas cancelar tu contraseña de los Servicios de Intercomunicación?"

    assert landed(book, "cancel_password", "password_exists", f"button:Sí, cancelar|{TABS}", said) == "confirm"
    assert landed(book, "cancel_password", "confirm", TABS, "Tu contraseña fue cancelada.") == "password_cancelled"


@pytest.mark.parametrize("face", ["relation_form", "efirma", "final_terms", "finish"])
def test_no_part_of_the_procedure_in_a_window_of_its_own_is_closed_as_an_announcement(
    book: FlowBook, face: str
) -> None:
    """Even when the window has a cross and speaks of itself as important."""
    shown = {"relation_form": FORM, "efirma": SIGN, "final_terms": TERMS, "finish": FINISH}[face]
    window = f"{shown}|dialog|button:×|heading:Aviso importante"
    found = recognise(book.screens, [PageEvidence(counts=counted(book, window))])

    standing = {rule.screen for rule in book.portal.interruptions}
    assert standing.isdisjoint({found.screen, *found.also})


def test_an_announcement_is_seen_over_a_page_of_the_portal(book: FlowBook) -> None:
    beneath = counted(book, f"{TABS}|button:Adicionar relación|button:Exportar tabla|field:Contraseña")
    window = counted(book, "dialog|heading:Aviso importante|button:Cerrar")
    counts = {rule: Count(1, 0) for rule in beneath} | window
    found = recognise(book.screens, [PageEvidence(counts, veiled=True)])

    assert found.screen == "announcement"


@pytest.mark.parametrize("cross", ["×", "Close", "Cerrar"])
def test_only_a_window_that_asks_nothing_is_closed_by_its_cross(book: FlowBook, cross: str) -> None:
    def screen(shown: str) -> str | None:
        return recognise(book.screens, [PageEvidence(counts=counted(book, f"dialog|button:{cross}|{shown}"))]).screen

    assert screen("heading:Aviso importante") == "announcement"
    assert screen("heading:Confirmación|button:Sí|button:No") != "announcement"


@pytest.mark.parametrize(
    ("shown", "screen"),
    [
        ("heading:¿Cómo calificas tu experiencia?|text:★ ★ ★|button:Enviar|button:Ahora no", "announcement"),
        ("text:¿Qué tan satisfecho está con el portal?|button:Enviar|button:No", "survey"),
        ("heading:Conoce nuestra aplicación|button:Descargar|button:Más tarde", "announcement"),
        ("heading:Confirmación|button:Aceptar|button:Ahora no", None),
    ],
)
def test_a_window_that_offers_something_is_declined(book: FlowBook, shown: str, screen: str | None) -> None:
    found = recognise(book.screens, [PageEvidence(counts=counted(book, f"dialog|{shown}"))])
    assert found.screen == screen


@pytest.mark.parametrize(
    ("said", "button", "screen"),
    [
        ("¡Bienvenido! Ha iniciado sesión correctamente", "Aceptar", "success_notice"),
        ("Firma válida. La firma electrónica se validó correctamente", "Aceptar", "success_notice"),
        ("La firma es válida. Se registrará la relación de confianza.", "Aceptar", None),
        ("Su firma es válida. ¿Desea enviar la solicitud?", "Aceptar", None),
        ("La firma no es válida", "Aceptar", None),
        ("Bienvenido", "Cancelar|button:Aceptar", None),
    ],
)
def test_aceptar_is_pressed_only_in_a_window_that_says_what_went_well_and_asks_nothing(
    book: FlowBook, said: str, button: str, screen: str | None
) -> None:
    window = counted(book, f"dialog|window:{said}|button:{button}")
    beneath = counted(book, f"{SIGN}|text:Bienvenido|button:Validar")
    counts = {rule: Count(1, 0) for rule in beneath} | window
    found = recognise(book.screens, [PageEvidence(counts, veiled=True)])
    assert ("success_notice" in (found.screen, *found.also)) == (screen is not None)


@pytest.mark.parametrize("words", ["No se encontraron registros.", "NO HAY INFORMACION", "Sin información"])
def test_a_table_that_says_in_its_words_that_it_is_empty_has_no_relations(book: FlowBook, words: str) -> None:
    spec = book.screens["relations"].tables["relations"]
    raw = RawTable(("RFC del desarrollador", "Fin de vigencia"), ((words, ""),))
    assert read_relations(raw, spec, book.portal.statuses) == ()


@pytest.mark.parametrize(
    ("flow", "on", "shown", "said", "screen"),
    [
        ("log_in", "login", LOGIN, "Contraseña incorrecta. Inténtelo más tarde.", "login_refused"),
        ("register_relation", "efirma", SIGN, "Contraseña incorrecta, intente más tarde", "efirma_refused"),
        (
            "register_relation",
            "relation_form",
            FORM,
            "Contraseña bloqueada. Intente más tarde",
            "wrong_service_password",
        ),
    ],
)
def test_a_refused_secret_is_never_tried_again_later_because_the_portal_says_later(
    book: FlowBook, flow: str, on: str, shown: str, said: str, screen: str
) -> None:
    assert landed(book, flow, on, shown, said) == screen


def test_labels_around_a_message_do_not_make_another_refusal_of_it(book: FlowBook) -> None:
    """The driver also hears the block that holds the message, when the page is built anew."""
    message = "El RFC del Desarrollador no es válido."
    block = f"Servicio de intercomunicación Contraseña {message} Fin de vigencia"

    assert landed(book, "register_relation", "relation_form", FORM, message, block) == "developer_refused"


@pytest.mark.parametrize(
    "words", ["Su sesión ha sido cerrada", "Sesión cerrada correctamente.", "Tu sesión ha finalizado"]
)
def test_a_log_out_is_recognised_however_the_portal_tells_it(book: FlowBook, words: str) -> None:
    page = PageEvidence(counts=counted(book, f"text:{words}"), said=(words,))
    assert recognise(book.screens, [page], ["logged_out", "home", "login"]).screen == "logged_out"


def test_a_form_that_comes_back_after_a_native_question_is_not_sent_again(book: FlowBook) -> None:
    part = "field:RFC del Desarrollador|button:Aceptar"
    said = ("¿Está seguro de que los datos son correctos?", "Ya tiene registrada una relación con este desarrollador")
    assert landed(book, "register_relation", "relation_form", part, *said) == "duplicate"


@pytest.mark.parametrize(
    ("shown", "screen"),
    [
        ("field:Registro Patronal|field:RFC del Desarrollador|button:Continuar", "relation_form_part"),
        ("field:Registro Patronal|field:Su RFC|button:Continuar", "relation_form_part"),
        (f"{TERMS}|field:La contraseña es personal e intransferible", "final_terms"),
    ],
)
def test_what_those_who_are_inside_are_asked_is_no_part_of_the_login(book: FlowBook, shown: str, screen: str) -> None:
    """Or it would be taken for the portal having forgotten who we are."""
    assert landed(book, "register_relation", "efirma", shown) == screen
