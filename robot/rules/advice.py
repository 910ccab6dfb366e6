"""Why an NRP waits for a person and what that person does next, in Spanish. Made once here, shown everywhere."""

from datetime import datetime

from robot.model.outcome import Outcome, Reason
from robot.model.secret import SecretKind
from robot.model.state import Block

_TEXTS: dict[Reason, tuple[str, str]] = {
    Reason.CAPTCHA: (
        "El portal pide un código CAPTCHA para entrar.",
        "Ejecute `infonavit-robot attend`: escriba el código en la ventana y el robot sigue solo.",
    ),
    Reason.TERMS: (
        "El portal muestra términos que nadie ha aprobado en este espacio de trabajo.",
        "Léalos con `infonavit-robot terms show` y, si está de acuerdo, `infonavit-robot terms approve`: vale para "
        "todos los NRP, que siguen solos.",
    ),
    Reason.PORTAL_PASSWORD: (
        "Falta la contraseña con que se entra al portal.",
        "Escríbala en el padrón (columna «contraseña portal») y vuelva a importarlo; el robot sigue solo.",
    ),
    Reason.PASSWORD_UNKNOWN: (
        "El portal ya tiene una contraseña de intercomunicación, pero aquí nadie la anotó.",
        "Si alguien la tiene: `infonavit-robot password set {nrp}`. Si se perdió, autorice recuperarla con "
        "`infonavit-robot password recover {nrp}` (puede cambiar, y la nómina se detiene hasta tenerla).",
    ),
    Reason.PASSWORD_BY_PERSON: (
        "La contraseña de intercomunicación llega a un buzón que atiende una persona.",
        "Cuando llegue el correo: `infonavit-robot password set {nrp}` (o con `--eml ARCHIVO`).",
    ),
    Reason.MAIL_MISSING: (
        "El portal aceptó la solicitud, pero el correo con la contraseña no llegó.",
        "Revise el correo registrado en el portal y la carpeta de no deseados; después "
        "`infonavit-robot password set {nrp}`.",
    ),
    Reason.MAIL_DOUBTFUL: (
        "Llegó un correo, pero no es seguro que la contraseña sea la de este NRP.",
        "Ábralo y compruebe que es de este NRP; después `infonavit-robot password set {nrp}`, o guarde el correo y "
        "`infonavit-robot password set {nrp} --eml ARCHIVO`.",
    ),
    Reason.MAILBOX: (
        "No se puede leer el buzón, así que no se solicitó nada al portal.",
        "Corrija el buzón en settings.yaml; compruébelo con `infonavit-robot check`. Sigue en el próximo `run`.",
    ),
    Reason.EFIRMA: (
        "La e.firma no se puede usar.",
        "Corrija los archivos o la contraseña en el padrón y vuelva a importarlo.",
    ),
    Reason.AUTHORISATION: (
        "Falta la autorización para firmar con esta e.firma, o ya venció.",
        "Anote en el padrón quién autorizó y hasta cuándo, y vuelva a importarlo.",
    ),
    Reason.NO_ACCOUNT: (
        "El portal no conoce una cuenta para este NRP.",
        "Si aún no tiene una cuenta, en https://empresarios.infonavit.org.mx/ el portal indica cómo darla de alta "
        "(«Crear cuenta»); después `infonavit-robot retry {nrp}`.",
    ),
    Reason.NO_SERVICE: (
        "La cuenta entra al portal, pero su menú no muestra Servicios de Intercomunicación.",
        "Pida al representante legal que dé permiso a la cuenta (Administración de Usuarios); después "
        "`infonavit-robot retry {nrp}`.",
    ),
    Reason.CREDENTIAL: (
        "El portal rechazó {secret}. No se vuelve a intentar, para no bloquear la cuenta.",
        "Corrija {secret} en el padrón y vuelva a importarlo.",
    ),
    Reason.REFUSED: (
        "El portal rechazó la solicitud.",
        "Lea sus palabras, corrija la causa y después `infonavit-robot retry {nrp}`.",
    ),
    Reason.CHANGED: (
        "Cambió la e.firma o el representante legal de este NRP.",
        "Si es correcto: `infonavit-robot confirm {nrp}`.",
    ),
    Reason.ORIGIN: (
        "El portal llevó a una página de otra dirección: puede ser un engaño, o un cambio del portal.",
        "No escriba nada en esa página. Si Infonavit confirma que la dirección es suya, agréguela en settings.yaml "
        "(`portal: origins:`): siguen todos; para probar con uno: `infonavit-robot retry {nrp}`.",
    ),
    Reason.UNPROVEN: (
        "Se envió una solicitud y el portal nunca mostró su resultado.",
        "Entre al portal y compruébelo; después `infonavit-robot retry {nrp}`.",
    ),
    Reason.SCREEN_UNKNOWN: (
        "El portal mostró una pantalla que el robot no conoce.",
        "Vea la evidencia; soporte puede describir la pantalla en el YAML. Después `infonavit-robot retry {nrp}`.",
    ),
    Reason.FLOW_FAULT: (
        "En un paso, el portal no mostró lo que el flujo esperaba.",
        "Vea la evidencia y corrija el YAML en la línea indicada. Después `infonavit-robot retry {nrp}`.",
    ),
    Reason.FLOW_STOPPED: (
        "Lo que sigue para este NRP está detenido: falló igual para varios NRP y no se intenta con más.",
        "Nada en este NRP: cuando soporte corrija el YAML siguen todos solos. Para probar con uno solo: "
        "`infonavit-robot retry {nrp}`.",
    ),
    Reason.STOPPED: ("Alguien detuvo este NRP.", "Para seguir: `infonavit-robot retry {nrp}`."),
    Reason.PORTAL_DOWN: ("El portal no responde.", "Nada: el robot lo intenta de nuevo."),
}

_SECRETS = {
    SecretKind.PORTAL_PASSWORD: "la contraseña del portal",
    SecretKind.SERVICE_PASSWORD: "la contraseña de intercomunicación",
    SecretKind.EFIRMA_PASSPHRASE: "la e.firma (el certificado, la llave o su contraseña)",
}


_WHO = {
    Reason.EFIRMA: "El representante legal, con quien opera el robot",
    Reason.AUTHORISATION: "El representante legal, con quien opera el robot",
    Reason.NO_SERVICE: "El representante legal",
    Reason.NO_ACCOUNT: "El representante legal",
    Reason.MAILBOX: "Quien administra el correo, con quien opera el robot",
    Reason.PASSWORD_BY_PERSON: "Quien atiende ese buzón",
    Reason.SCREEN_UNKNOWN: "Soporte",
    Reason.FLOW_FAULT: "Soporte",
    Reason.PORTAL_DOWN: "El robot",
}


def who(reason: Reason) -> str:
    """Who has to act, for the head of a sentence."""
    return _WHO.get(reason, "Quien opera el robot")


def advice(reason: Reason, nrp: str = "NRP", secret: SecretKind | None = None) -> tuple[str, str]:
    """The sentence, and what a person does next; without an NRP, for a list of several."""
    text, todo = _TEXTS[reason]
    names = {"nrp": nrp, "secret": _SECRETS.get(secret, "el dato") if secret else "el dato"}
    return text.format(**names), todo.format(**names)


def block_for(
    reason: Reason, *, nrp: str, since: datetime, detail: str = "", secret: SecretKind | None = None,
    fingerprint: str = "", where: str = "",
) -> Block:  # fmt: skip
    """The block for `reason`; `detail` (the portal's words, a file and line) follows the sentence."""
    text, todo = advice(reason, nrp, secret)
    return Block(reason, f"{text} {detail}".strip(), todo, since, fingerprint, secret, where)


def said(words: str) -> str:
    """A sentence with the portal's own words, whose full stop goes behind the quotation."""
    return f"El portal dice: «{words.rstrip('.')}»." if words else ""


def said_by_portal(outcome: Outcome) -> str:
    """The part of a sentence that quotes the portal."""
    return " ".join(part for part in (said(outcome.words), outcome.detail) if part)
