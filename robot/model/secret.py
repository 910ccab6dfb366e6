"""A secret that does not print. Only the rooms that must hand it on (driver, mailbox, vault, e.firma) reveal it."""

from enum import StrEnum


class SecretKind(StrEnum):
    """The secrets of one employer. The three `EFIRMA_*` belong to its certificate, the others to its NRP."""

    PORTAL_PASSWORD = "portal_password"
    SERVICE_PASSWORD = "service_password"
    EFIRMA_CER = "efirma_cer"
    EFIRMA_KEY = "efirma_key"
    EFIRMA_PASSPHRASE = "efirma_passphrase"

    @property
    def of_certificate(self) -> bool:
        return self.value.startswith("efirma_")


SESSION = "session"  # the vault's kind for a visit's cookies and storage, which are no secret of SecretKind


class Secret:
    """Bytes that show as dots. Text is kept as UTF-8."""

    __slots__ = ("_content",)

    def __init__(self, content: str | bytes) -> None:
        self._content = content.encode() if isinstance(content, str) else bytes(content)

    def reveal(self) -> bytes:
        return self._content

    def reveal_text(self) -> str:
        return self._content.decode()

    def __bool__(self) -> bool:
        return bool(self._content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._content == self._content

    def __hash__(self) -> int:
        return hash(self._content)

    def __repr__(self) -> str:
        return "••••••"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Secret is not pickled")
