#!/usr/bin/env python3
"""Checks data against a JSON Schema of the project (needs python3-jsonschema).

usage: validate.py SCHEMA FILE...          every line of .jsonl, every row of .csv, the whole of .json; - is JSON Lines on stdin
       validate.py --refuse SCHEMA FILE... the other way round: each of them must be refused

Prints FILE:LINE: WHERE: WHAT for every offence; ends with 1 when there is one, with 2 when nothing was checked.
"""
import csv
import json
import sys

import jsonschema


def unlike_json(word):
    raise ValueError(f"{word} is not JSON")


def instances(name):
    """Yields the place and the value of each thing to check; the value is an exception when it is no JSON."""
    with sys.stdin if name == "-" else open(name, encoding="utf-8", newline="") as stream:
        if name.endswith(".csv"):
            reader = csv.DictReader(stream)
            for row in reader:
                yield f"{name}:{reader.line_num}", row
            return
        texts = [(name, stream.read())] if name.endswith(".json") else (
            (f"{name}:{number}", line) for number, line in enumerate(stream, 1) if line.strip())
        for place, text in texts:
            try:
                yield place, json.loads(text, parse_constant=unlike_json)
            except ValueError as fault:
                yield place, fault


def offence(validator, value):
    """What is wrong with the value, or None."""
    if isinstance(value, ValueError):
        return str(value)
    fault = jsonschema.exceptions.best_match(validator.iter_errors(value))
    return None if fault is None else f"{fault.json_path}: {fault.message[:200]}"


def main(arguments):
    refuse = arguments[:1] == ["--refuse"]
    arguments = arguments[1:] if refuse else arguments
    if len(arguments) < 2:
        sys.exit(__doc__)
    with open(arguments[0], encoding="utf-8") as stream:
        schema = json.load(stream)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    checked = offences = 0
    for name in arguments[1:]:
        for place, value in instances(name):
            checked += 1
            wrong = offence(validator, value)
            if refuse:
                wrong = None if wrong else "passes, and should not"
            if wrong:
                offences += 1
                print(f"{place}: {wrong}")
    print(f"# {arguments[0]}: {checked} checked, {offences} wrong", file=sys.stderr)
    return 2 if checked == 0 else 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
