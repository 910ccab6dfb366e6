"""The words that a person types in the debug mode, with what each does. Read by the debugger and by its help."""

COMMANDS = (
    ("s", "seguir", "corre hasta un punto de parada, una falla o un envío. Enter mientras corre: pausa"),
    ("p", "paso", "hace este paso y se detiene en el siguiente (también Enter sola)"),
    ("r", "repetir", "mira otra vez qué muestra el portal y toma el paso que le toca"),
    ("e", "editar [QUÉ]", "abre el YAML en su editor, lo revisa y sigue en este navegador. QUÉ: el N.º de la tabla, un "
     "control, una pantalla, un flujo o `paso`; sin nada, donde falló"),
    ("c", "elegir [CONTROL]", "usted hace clic en un control de la página y sale su candidato YAML"),
    ("t", "probar [CONTROL]", "cuenta las coincidencias de cada candidato y lo señala, sin actuar"),
    ("x", "saltar", "no hace este paso; toma el siguiente"),
    ("i", "ir N", "va al paso N de este flujo"),
    ("l", "lista", "los pasos de este flujo, con su número"),
    ("m", "mano", "usted actúa en la ventana; con Enter el robot vuelve a mirar"),
    ("d", "detener X", "pone o quita un punto de parada: un paso (5, log_in:3), una pantalla o un control"),
    ("v", "evidencia", "guarda la imagen y los textos de ahora en la evidencia de la visita"),
    ("n", "inspector", "el Inspector de Playwright; nunca donde hay un secreto"),
    ("q", "salir", "termina la visita aquí"),
    ("?", "ayuda", "esto"),
)  # fmt: skip


def lacks_argument(typed: str) -> str:
    """The word that is typed alone and says nothing alone, such as `ir`; "" for any other."""
    lone = (words.split() for letter, words, _ in COMMANDS if typed.casefold() in (letter, words.split()[0]))
    return next((words[0] for words in lone if len(words) > 1 and not words[1].startswith("[")), "")


def word_for(typed: str) -> str:
    """The whole word for a letter or a word; "" for what is none."""
    wanted = typed.casefold()
    for letter, words, _ in COMMANDS:
        word = words.split()[0]
        if wanted in (letter, word):
            return word
    return ""
