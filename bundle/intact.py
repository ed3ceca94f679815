"""Exits with the names of the wheels beside this script that are not those in wheels.sha256: damaged on their way."""

import hashlib
import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
lines = [line.split() for line in (here / "wheels.sha256").read_text(encoding="utf-8").splitlines()]
wrong = [
    name
    for digest, name in lines
    if not (here / name).is_file() or hashlib.sha256((here / name).read_bytes()).hexdigest() != digest
]
if wrong:
    sys.exit("Damaged, copy the archive again 已损坏，请重新拷贝离线包：" + " ".join(wrong))
