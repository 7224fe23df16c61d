"""Reads a Keyframe snapshot and renders one of its prompts. Python 3.9 or later, standard library alone.

python reader.py PROMPT VALUES [MESSAGES]    with VALUES and MESSAGES as JSON objects
"""
import hashlib
import json
import os
import pathlib
import re
import sys

FORMAT_VERSION = 1
VARIABLE = re.compile(r"\{\{\{?\s*([^\s{}]+)\s*\}?\}\}")


def load():
    """The snapshot that the container was given. Read it once, at the start: it never changes while the pod lives."""
    folder = pathlib.Path(os.environ.get("KEYFRAME_CONFIG_DIR", "/etc/keyframe"))
    content = (folder / "snapshot.json").read_bytes()
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    if digest != os.environ.get("KEYFRAME_SNAPSHOT_DIGEST", digest):
        raise ValueError(f"snapshot.json has digest {digest}, not that of KEYFRAME_SNAPSHOT_DIGEST")
    snapshot = json.loads(content)
    if snapshot["formatVersion"] != FORMAT_VERSION:
        raise ValueError(f"unknown format version {snapshot['formatVersion']}")
    return snapshot


def fill(template, engine, values):
    """One pass, exact names: what a value says is never taken for a variable."""
    if engine == "None":
        return template
    if engine != "Mustache":
        raise ValueError(f"rendering {engine} needs a library of its own, such as jinja2")

    def look_up(match):
        value = values
        for part in match[1].split("."):
            value = value[part]
        return str(value)

    return VARIABLE.sub(look_up, template)


def render(snapshot, name, values, messages):
    """A text, or the messages of a chat with the application's own in the places of placeholders."""
    prompt = snapshot["prompts"][name]
    if prompt["type"] == "text":
        return fill(prompt["template"], prompt["engine"], values)
    rendered = []
    for message in prompt["messages"]:
        if "placeholder" in message:
            rendered += messages[message["placeholder"]]
        elif isinstance(message["content"], str):
            rendered.append({**message, "content": fill(message["content"], prompt["engine"], values)})
        else:
            rendered.append(message)
    return rendered


if __name__ == "__main__":
    name, values, messages = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
    print(json.dumps(render(load(), name, values, messages)))
