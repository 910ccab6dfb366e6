"""The JSON Schemas of the flow files, for editors, made from the same models that check them.

`flows schema` prints them; the committed copies in flows/ are what the first line of each YAML file points to.
"""

import json

from pydantic import BaseModel

from robot.outside.flow_files.shapes import FlowFile, PortalFile, ScreenFile

SCHEMAS: dict[str, type[BaseModel]] = {"flow": FlowFile, "screen": ScreenFile, "portal": PortalFile}


def schema_text(kind: str = "flow") -> str:
    """The schema of one kind of file: flow, screen or portal."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[kind].model_json_schema()}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
