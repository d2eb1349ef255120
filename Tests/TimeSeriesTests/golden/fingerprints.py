"""Prints the fingerprints that FingerprintTests expects, by Python's hashlib.

    python3 fingerprints.py
"""
import hashlib
import struct


def text(words):
    return words.encode() + b"\0"


numeric = text("numeric")
for name, statics, rows in [
    ("a", [("age", "number(62.0)"), ("sex", 'text("f")')],
     [("hr", 1.0, 69.0), ("temp", 1.0, 36.5), ("hr", 3.5, 71.0)]),
    ("b", [("age", ""), ("sex", "")], [("hr", -2.5, 80.0)]),
]:
    numeric += text(name)
    for key, value in statics:
        numeric += text(f"{key}={value}")
    for variable, time, value in rows:
        numeric += text(variable) + struct.pack("<dd", time, value)
print("numeric ", hashlib.sha256(numeric).hexdigest())

# With errors: one more word a row, the standard NaN where none is known.
errors = text("numeric with errors") + text("a")
for variable, time, value, error in [("hr", 1.0, 69.0, 0.5), ("temp", 1.0, 36.5, float("nan")), ("hr", 3.5, 71.0, 0.0)]:
    errors += text(variable) + struct.pack("<dd", time, value)
    errors += struct.pack("<d", error) if error == error else bytes.fromhex("000000000000f87f")
print("errors  ", hashlib.sha256(errors).hexdigest())

calendar = text("calendar") + text("a") + text("hr") + struct.pack("<qd", -1, 70.0)
print("calendar", hashlib.sha256(calendar).hexdigest())

events = text("events numeric") + text("a") + text("0 10") + text("1.5 x") + text("1.5 y") + text("b") + text("2 x")
print("events  ", hashlib.sha256(events).hexdigest())
