#!/usr/bin/env python3
"""Writes a text file as a C string that export_texts.h declares: embed.py FILE NAME"""
import json
import sys

print(f'#include "export_texts.h"\nconst char {sys.argv[2]}[] =')
with open(sys.argv[1], encoding="ascii") as file:
    for line in file:
        print("    " + json.dumps(line))
print("    ;")
