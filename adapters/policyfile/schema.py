"""The JSON Schema of format 1, for editors. Made of the shapes that the readers read by, so neither can drift.

What only the whole file can tell, such as whether a name exists, is for `stige policy lint`.
"""

import json
from importlib.resources import files

from adapters.policyfile import shapes
from adapters.policyfile.schema_keys import KEYS
from adapters.policyfile.schema_parts import DEFINITIONS, Json

TITLE = "Stige escalation policy, format 1"
FILE = "schema.json"


def schema() -> Json:
    whole = mapping("POLICY")
    named: Json = {name.lower(): mapping(name) for name in KEYS if name != "POLICY"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "description": "Who is asked when somebody types /escalate, how soon, and who comes next.",
        **whole,
        "$defs": {**DEFINITIONS, **named},
    }


def mapping(name: str) -> Json:
    """Exactly the keys of the shape. Raises `KeyError` where a key is described that the readers do not know, or the
    other way round."""
    shape, described = getattr(shapes, name).split(), KEYS[name].keys
    known = [key.removesuffix("*") for key in shape]
    if set(known) != set(described):
        raise KeyError(f"{name}: {set(known) ^ set(described)}")
    return {
        "type": "object",
        "properties": {key: {"title": key, **described[key][0], "description": described[key][1]} for key in known},
        "required": [key.removesuffix("*") for key in shape if key.endswith("*")],
        "additionalProperties": False,
        **KEYS[name].also,
    }


def printed() -> str:
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def shipped() -> str:
    return files("adapters.policyfile").joinpath(FILE).read_text(encoding="utf-8")
