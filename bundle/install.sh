#!/bin/sh
# Installs Tifa from the wheels beside this script, without any package index, and prepares the offline encoder.
# Afterwards: .venv/bin/python app.py
set -eu
cd "$(dirname "$0")"
python=${PYTHON:-$(command -v python3.11 || command -v python3)}
"$python" -m venv .venv
.venv/bin/python -m pip install --disable-pip-version-check --no-index --find-links wheels -q -r requirements.txt
.venv/bin/python -m indexer encoder
echo "Installed. Start it with: .venv/bin/python app.py"
