"""Every failure of sending a mail as a MailError: stable code, Spanish words, what to do. Called by post.

Takes from an exception only its kind and the server's number, never its text: a server may repeat what was sent.
"""

import smtplib
import socket
import ssl

from robot.model.errors import MailError
from robot.model.settings import PostSettings

_AUTH_LATER = (421, 450, 451, 452, 454)
_TOO_LARGE = 552


def post_error(error: Exception, settings: PostSettings) -> MailError:
    if isinstance(error, MailError):
        return error
    code, title, fix = _told(error)
    return told(settings, code, title, fix)


def told(settings: PostSettings, code: str, title: str, fix: str) -> MailError:
    where = f"correo de salida, {settings.host}:{settings.present_port}"
    retry = code in ("POST_CONNECT", "POST_LOST", "POST_LATER", "POST_DNS")
    return MailError(code, f"{title} ({code})", where=where, fix=fix, retry=retry)


def _told(error: Exception) -> tuple[str, str, str]:
    if isinstance(error, smtplib.SMTPException):
        return _answer(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        fix = "Si el certificado es de la empresa, indique su autoridad en «ca_file». La revisión no se puede apagar."
        return "POST_TLS_CERT", "el certificado del servidor de correo no es de confianza", fix
    if isinstance(error, ssl.SSLError):
        fix = "Use «security: ssl» con el puerto 465, o «security: starttls» con el 587."
        return "POST_TLS_MODE", "el puerto no habla TLS de inmediato", fix
    if isinstance(error, socket.gaierror):
        return "POST_DNS", "no se encontró el nombre del servidor de correo", "Revise «host»."
    fix = "Revise «host», «port», «security» y que el cortafuegos permita la salida."
    return "POST_CONNECT", "no se pudo hablar con el servidor de correo", fix


def _answer(error: smtplib.SMTPException) -> tuple[str, str, str]:
    number = getattr(error, "smtp_code", 0)
    if isinstance(error, smtplib.SMTPAuthenticationError) and number not in _AUTH_LATER:
        fix = "Revise usuario y contraseña. Gmail pide una «contraseña de aplicación»; Microsoft 365, «auth: xoauth2»."
        return "POST_AUTH", "el servidor no acepta el usuario o la contraseña", fix
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "POST_RECIPIENT", "el servidor no acepta a ningún destinatario", "Revise «to» y el permiso de enviar."
    if isinstance(error, smtplib.SMTPSenderRefused) and number != _TOO_LARGE:
        return "POST_SENDER", "el servidor no acepta al remitente", "Revise «sender»: suele ser el de «user»."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        fix = "Use «security: ssl» con el puerto 465, y «user» sólo si el servidor pide contraseña."
        return "POST_NOT_OFFERED", "el servidor no ofrece STARTTLS o no pide contraseña", fix
    if number == _TOO_LARGE:
        return "POST_SIZE", "el correo es demasiado grande para el servidor", "Use «workbook: no» en «summary»."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "POST_LOST", "el servidor cortó la conexión", "Revise «port» y «security»; se volverá a intentar."
    if 400 <= number < 500:
        return "POST_LATER", f"el servidor pide intentarlo más tarde ({number})", "Nada: se volverá a intentar."
    return "POST_REFUSED", f"el servidor no aceptó el correo ({number})", "Pregunte a quien administra ese servidor."
