"""How a line of a flow file is named to a person: `screens/login.yaml:12:5`. Pure; for whatever is shown or mailed.

The whole path stands in `explain` and in the JSON alone: it is for the person, or the editor, that opens the file.
"""

import re

_PLACE = re.compile(r"(?<!\w)(?:[A-Za-z]:)?[\\/]{1,2}(?:[^\\/\n«»\[\]:]+[\\/])*?((?:screens[\\/])?[\w-]+\.ya?ml)")


def without_folders(text: str) -> str:
    """`text` with the names of flow files instead of their paths: what is mailed tells nothing of the machine."""
    return _PLACE.sub(lambda match: match[1].replace("\\", "/"), text)
