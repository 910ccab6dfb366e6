"""A message is judged by itself, not with the labels that stand around it."""

from robot.rules.sayings import sayings

MESSAGE = "El RFC del Desarrollador no es válido."


def test_a_block_that_holds_a_message_and_its_surroundings_is_left_out() -> None:
    block = f"Nueva relación {MESSAGE} Contraseña Fin de vigencia Aceptar"

    assert sayings((block, MESSAGE)) == (MESSAGE,)


def test_a_message_that_names_a_label_stays() -> None:
    message = "La contraseña de los servicios es incorrecta."

    assert sayings((message, "Contraseña")) == (message, "Contraseña")


def test_what_was_said_twice_is_one_saying_and_nothing_is_none() -> None:
    assert sayings((MESSAGE, MESSAGE)) == (MESSAGE,)
    assert sayings(()) == ()
