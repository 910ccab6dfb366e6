"""The wording of everything the offline check can find, in Spanish for a payroll person.

Called by rules.efirma, which decides; here are only words. Codes are stable: `cer_is_...` and `key_is_...` (a file that
is something else, see Content), `files_swapped`, `cer_unreadable`, `expired`, `not_yet_valid`, `ends_soon`, `is_csd`,
`is_authority`, `kind_unknown`, `rfc_missing`, `rfc_personal`, `rfc_company`, `rfc_other`, `passphrase_missing`,
`passphrase_wrong`, `passphrase_not_checked`, `passphrase_spaces`, `passphrase_western`, `key_unsupported`,
`key_not_rsa`, `key_mismatch`, `rsa_short`, `test_certificate`, `cer_normalised`, `key_normalised`.
"""

from datetime import datetime

from robot.model.efirma import CertificateFacts, Finding
from robot.rules.calendar import day_in_mexico
from robot.rules.efirma_key import KeyRefusal, Spelling
from robot.rules.efirma_shape import Content, Wrapping

_AGAIN = "Descárguelo o cópielo de nuevo de donde lo guardó al obtenerlo del SAT, sin abrirlo con ningún programa."
_ORIGINAL = "Use el archivo {ext} original que entregó el SAT."
_NEEDED = "Para firmar hacen falta los dos archivos de la e.firma: el .cer y el .key."

_IS_OTHER: dict[Content, tuple[str, str]] = {
    Content.EMPTY: ("está vacío", _AGAIN),
    Content.TOO_BIG: ("es demasiado grande para ser de una e.firma (más de 64 KiB)", _ORIGINAL),
    Content.TRUNCATED: ("está incompleto: le falta una parte", _AGAIN),
    Content.EXTRA: ("está dañado: trae datos de más al final", _AGAIN),
    Content.MANGLED: ("está dañado: se abrió y se guardó como texto", _AGAIN),
    Content.WEB_PAGE: (
        "es una página de internet guardada con ese nombre",
        "La descarga falló, quizá porque la sesión había terminado. Descárguelo de nuevo del portal del SAT.",
    ),
    Content.ZIP: (
        "es un archivo comprimido o de otro programa (por ejemplo, una presentación de Keynote)",
        "Si es un .zip, extraiga los archivos y elija el {ext} que viene dentro.",
    ),
    Content.PDF: ("es un documento PDF", _ORIGINAL),
    Content.TEXT: ("es un archivo de texto, no uno de la e.firma", _ORIGINAL),
    Content.UNKNOWN: ("no se reconoce: no es de una e.firma o está dañado", _AGAIN),
    Content.PFX: ("es un archivo .pfx o .p12 (certificado y llave juntos)", _NEEDED),
    Content.REQUEST: (
        "es un requerimiento (.req), la solicitud que se presenta antes de que el SAT emita el certificado",
        _NEEDED + " El .cer se descarga del portal del SAT con su RFC.",
    ),
    Content.PACKAGE: (
        "es un paquete de solicitud (.ren de renovación o .sdg de sellos), no lo que el SAT entrega después",
        _NEEDED + " El .cer se descarga del portal del SAT con su RFC.",
    ),
    Content.PUBLIC_KEY: ("es sólo una llave pública", _ORIGINAL),
    Content.OLD_KEY: ("es una llave convertida a otro formato (PEM antiguo)", _ORIGINAL),
}


def is_other(ext: str, content: Content) -> Finding:
    """The file given as `ext` (".cer" or ".key") holds something else."""
    code = f"{ext[1:]}_is_{content.value}"
    if content is Content.PLAIN_KEY:
        return _plain_key(ext, code)
    if content is Content.KEY:
        return Finding(code, "El archivo .cer es una llave privada (.key).", "Elija el archivo .cer en su lugar.")
    if content is Content.CERTIFICATE:
        return Finding(code, "El archivo .key es un certificado (.cer).", "Elija el archivo .key en su lugar.")
    what, todo = _IS_OTHER[content]
    return Finding(code, f"El archivo {ext} {what}.", todo.format(ext=ext))


def _plain_key(ext: str, code: str) -> Finding:
    what = "no está cifrado" if ext == ".key" else "contiene una llave privada sin cifrar"
    return Finding(
        code,
        f"El archivo {ext} {what}: quien lo tenga puede firmar sin contraseña.",
        f"Use el archivo {ext} original del SAT y borre esta copia de todos los lugares donde esté.",
    )


def swapped() -> Finding:
    return Finding(
        "files_swapped",
        "Los archivos están cambiados: el .cer es la llave y el .key es el certificado.",
        "Intercambie las dos rutas.",
    )


def normalised(ext: str, wrapping: Wrapping) -> Finding:
    how = {
        Wrapping.PEM: "está en texto PEM y el portal pide el formato binario del SAT",
        Wrapping.BASE64: "está en texto base64 y el portal pide el formato binario del SAT",
        Wrapping.PADDED: "trae bytes de más (un salto de línea o una marca de texto)",
    }[wrapping]
    return Finding(
        f"{ext[1:]}_normalised",
        f"El archivo {ext} {how}.",
        "El robot lo convierte al importarlo. Para subirlo a mano al portal, descárguelo de nuevo del SAT.",
    )


def unreadable() -> Finding:
    return Finding(
        "cer_unreadable", "El archivo .cer parece un certificado, pero no es de una e.firma o está dañado.", _AGAIN
    )


def _words(moment: datetime) -> str:
    return f"{day_in_mexico(moment):%d/%m/%Y}"


def expired(facts: CertificateFacts, at: datetime) -> Finding:
    renewable = (at - facts.not_after).days < 365  # the mifiel guide, read 2026-11: online up to a year after expiry
    return Finding(
        "expired",
        f"La e.firma venció: su último día fue el {_words(facts.not_after)}.",
        "Renuévela en el portal del SAT (en línea se puede hasta un año después) e importe los archivos nuevos."
        if renewable
        else "Venció hace más de un año: ya no se renueva en línea. Se tramita con cita en una oficina del SAT; "
        "después importe los archivos nuevos.",
    )


def not_yet_valid(facts: CertificateFacts) -> Finding:
    return Finding(
        "not_yet_valid",
        f"La e.firma todavía no es válida: vale a partir del {_words(facts.not_before)}.",
        "Espere a ese día o revise la fecha de este equipo.",
    )


def ends_soon(facts: CertificateFacts) -> Finding:
    return Finding(
        "ends_soon",
        f"La e.firma vence pronto: su último día es el {_words(facts.not_after)}.",
        "Renuévela antes en el portal del SAT e importe los archivos nuevos.",
    )


def is_csd(facts: CertificateFacts) -> Finding:
    return Finding(
        "is_csd",
        f"El certificado es un Certificado de Sello Digital (CSD, sucursal «{facts.office}»): sirve para facturar, "
        "no para firmar en el portal.",
        "Use los archivos .cer y .key de la e.firma (antes FIEL), no los del sello.",
    )


def is_authority(_: CertificateFacts) -> Finding:
    return Finding(
        "is_authority",
        "El certificado es de una autoridad certificadora, no de un contribuyente.",
        "Elija el archivo .cer de la e.firma del patrón.",
    )


def kind_unknown(facts: CertificateFacts) -> Finding:
    office = f"trae la sucursal «{facts.office}»" if facts.office else "no trae sucursal"
    return Finding(
        "kind_unknown",
        f"No se sabe si el certificado es una e.firma o un sello: los usos que permite no corresponden, y {office}.",
        "Verifique que lo emitió el SAT. Use el archivo .cer original de la e.firma.",
    )


def rfc_missing() -> Finding:
    return Finding(
        "rfc_missing",
        "El certificado no trae el RFC de un contribuyente.",
        "Use el archivo .cer de la e.firma que emitió el SAT.",
    )


def rfc_differs(facts: CertificateFacts, expected: str) -> Finding:
    """Three cases people mix up: the representative's own e.firma, the company's instead of it, someone else's."""
    if len(expected) == 12 and len(facts.rfc) == 13:
        return Finding(
            "rfc_personal",
            f"La e.firma es personal, de {facts.rfc}; se espera la de la empresa {expected}.",
            "Use la e.firma de la empresa, no la de su representante legal.",
        )
    if facts.representative_rfc == expected:
        return Finding(
            "rfc_company",
            f"La e.firma es de la empresa {facts.rfc}, que {expected} representa; se espera la personal de {expected}.",
            "Use la e.firma personal, o corrija el RFC del patrón.",
        )
    return Finding(
        "rfc_other",
        f"La e.firma es de {facts.rfc}; se espera la de {expected}.",
        "Use la e.firma de ese RFC, o corrija el RFC del patrón.",
    )


def test_certificate(facts: CertificateFacts) -> Finding:
    return Finding(
        "test_certificate",
        f"El certificado {facts.number} es de pruebas del SAT: el portal real no lo acepta.",
        "Sirve sólo para ensayar con un portal de pruebas en este mismo equipo.",
    )


def rsa_short(bits: int) -> Finding:
    return Finding(
        "rsa_short",
        f"La llave es de {bits} bits; el SAT emite de 2048 desde hace años.",
        "El portal puede rechazarla. Renueve la e.firma.",
    )


def passphrase_missing() -> Finding:
    return Finding(
        "passphrase_missing", "La contraseña de la e.firma está vacía.", "Escriba la contraseña de la llave privada."
    )


def passphrase_not_checked() -> Finding:
    return Finding(
        "passphrase_not_checked",
        "No se dio la contraseña: no se comprobó que abra la llave ni que la llave sea de este certificado.",
        "Indique la contraseña para una revisión completa.",
    )


def key_refused(refusal: KeyRefusal) -> Finding:
    if refusal is KeyRefusal.PASSPHRASE:
        return Finding(
            "passphrase_wrong",
            "La contraseña no abre la llave .key (o la llave está dañada).",
            "Es la contraseña de la llave privada de la e.firma, no la del portal del SAT (CIEC) ni la de Infonavit. "
            "Cuide mayúsculas, ñ y espacios. Si la renovó, la llave nueva tiene la contraseña nueva.",
        )
    if refusal is KeyRefusal.UNSUPPORTED:
        return Finding(
            "key_unsupported",
            "La llave .key está cifrada de una forma que el SAT no usa.",
            _ORIGINAL.format(ext=".key"),
        )
    return Finding("key_not_rsa", "La llave .key no es RSA, como las que emite el SAT.", _ORIGINAL.format(ext=".key"))


def spelling(used: Spelling) -> Finding | None:
    """What to tell about the reading of the passphrase that opened the key; None where it was just right."""
    if used is Spelling.STRIPPED:
        return Finding(
            "passphrase_spaces",
            "La contraseña abre la llave sólo sin los espacios o saltos de línea que trae al principio o al final.",
            "El robot los quita; corríjala también en su archivo.",
        )
    if used is Spelling.WESTERN:
        return Finding(
            "passphrase_western",
            "La contraseña abre la llave escrita en Windows-1252, como la guarda el programa del SAT para ñ y acentos.",
            "No hay que hacer nada, salvo que el portal la rechace: entonces cámbiela por una sin ñ ni acentos.",
        )
    return None


def mismatch() -> Finding:
    return Finding(
        "key_mismatch",
        "La llave .key no corresponde al certificado .cer: cada uno es de otra e.firma.",
        "Suele pasar después de una renovación, cuando se toma el .cer anterior con la .key nueva o al revés, "
        "o al mezclar la e.firma con un sello. Tome los dos archivos de la misma carpeta, de la misma fecha.",
    )
