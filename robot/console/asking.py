"""Questions in Spanish: sí or no. Asked by the commands and by whoever sits beside a run."""

from rich.prompt import Confirm, InvalidResponse


class YesOrNo(Confirm):
    """Takes s, sí, n, no, in any case; y and yes as well, since fingers know them."""

    choices = ["s", "n"]  # noqa: RUF012  as rich declares it
    validate_error_message = "[prompt.invalid]Conteste s (sí) o n (no)"

    def process_response(self, value: str) -> bool:
        word = value.strip().casefold()
        if word in ("s", "sí", "si", "y", "yes"):
            return True
        if word in ("n", "no"):
            return False
        raise InvalidResponse(self.validate_error_message)
