"""Every failure of a mailbox as a MailError: stable code, Spanish words, whether trying again can help.

Called by connection and folders. Takes from an exception only its kind, never its text: a server's answer could
repeat what was sent to it.
"""

import imaplib
import socket
import ssl
from enum import Enum

from imapclient.exceptions import CapabilityError, LoginError

from robot.model.errors import MailError
from robot.model.mailbox import LoginKind, MailboxSettings


class Stage(Enum):
    CONNECT = "connect"
    LOGIN = "login"
    READ = "read"


def mail_error(error: Exception, settings: MailboxSettings, stage: Stage) -> MailError:
    """What to tell of `error`, which happened in `stage`."""
    if isinstance(error, MailError):
        return error
    if stage is Stage.LOGIN and _is_login_answer(error):
        return _login_refused(error, settings)
    code, title, fix, retry = _network(error, stage)
    return told(settings, code, title, fix=fix, retry=retry)


def told(settings: MailboxSettings, code: str, title: str, *, fix: str = "", retry: bool = False) -> MailError:
    place = f"buzón «{settings.name}», {settings.host}:{settings.present_port}"
    return MailError(code, f"{title} ({code})", where=place, fix=fix, retry=retry)


def _is_login_answer(error: Exception) -> bool:
    return isinstance(error, LoginError) or (
        isinstance(error, imaplib.IMAP4.error) and not isinstance(error, imaplib.IMAP4.abort)
    )


def _login_refused(error: Exception, settings: MailboxSettings) -> MailError:
    if isinstance(error.__context__, imaplib.IMAP4.abort):
        return told(settings, "MAIL_LOST", "el servidor cortó la conexión al iniciar sesión", retry=True)
    answer = str(error).lower()
    if "not connected" in answer:
        fix = "Revise que el usuario del token sea el del buzón, su permiso IMAP y que IMAP esté activo para él."
        return told(settings, "MAIL_OAUTH_NOT_CONNECTED", "el servidor acepta el token pero no abre el buzón", fix=fix)
    if "too many" in answer or "[limit]" in answer or "throttl" in answer:
        fix = "Cierre otros programas que usen el buzón y espere un minuto."
        return told(settings, "MAIL_LIMIT", "el servidor no admite más conexiones", fix=fix, retry=True)
    if "[unavailable]" in answer or "[inuse]" in answer:
        return told(settings, "MAIL_LOST", "el servidor no puede abrir el buzón por ahora", retry=True)
    if settings.auth is LoginKind.XOAUTH2:
        fix = "Obtenga un token nuevo para este buzón: no se volverá a intentar con el mismo."
        return told(settings, "MAIL_OAUTH_EXPIRED", "el servidor no acepta el token de acceso", fix=fix)
    fix = (
        "Revise usuario y contraseña; no se volverá a intentar con la misma contraseña. "
        "Gmail pide una «contraseña de aplicación»; Microsoft 365 no admite contraseñas, solo «auth: xoauth2»."
    )
    return told(settings, "MAIL_AUTH", "el servidor de correo no acepta el usuario o la contraseña", fix=fix)


def _network(error: Exception, stage: Stage) -> tuple[str, str, str, bool]:
    """Code, title, what to do, whether to try again."""
    if isinstance(error, ssl.SSLCertVerificationError):
        fix = "Si el certificado es de la empresa, indique su autoridad en «ca_file». La revisión no se puede apagar."
        return "MAIL_TLS_CERT", "el certificado del servidor de correo no es de confianza", fix, False
    if isinstance(error, ssl.SSLError) and stage is Stage.CONNECT:
        fix = "Use «security: ssl» con el puerto 993, o «security: starttls» con el 143."
        return "MAIL_TLS_MODE", "el puerto no habla TLS de inmediato", fix, False
    if isinstance(error, socket.gaierror):
        return "MAIL_DNS", "no se encontró el nombre del servidor de correo", "Revise «host».", True
    if isinstance(error, TimeoutError) and stage is Stage.LOGIN:
        fix = "Así responden los servidores tras varios intentos fallidos: espere 15 minutos."
        return "MAIL_AUTH_SLOW", "el servidor de correo tarda demasiado en dejar entrar", fix, True
    if isinstance(error, OSError) and stage is Stage.CONNECT:
        fix = "Revise «host», «port» y que el cortafuegos permita la salida."
        return "MAIL_CONNECT", "no se pudo conectar con el servidor de correo", fix, True
    if isinstance(error, CapabilityError) and stage is Stage.CONNECT:
        fix = "Sin STARTTLS la contraseña viajaría a la vista: use «security: ssl» con el puerto 993."
        return "MAIL_STARTTLS_MISSING", "el servidor no ofrece STARTTLS", fix, False
    if isinstance(error, imaplib.IMAP4.abort | OSError):
        return "MAIL_LOST", "se perdió la conexión con el servidor de correo", "Se volverá a conectar.", True
    fix = "Si se repite, avise a soporte con el nombre y la versión del servidor de correo."
    return "MAIL_PROTOCOL", "el servidor de correo contestó algo que no se entiende", fix, True
