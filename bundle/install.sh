#!/bin/sh
# Installs Tifa from the wheels beside this script, without any package index, and prepares the offline encoder.
# Afterwards: .venv/bin/python app.py
set -eu
cd "$(dirname "$0")"
wanted=$(cat python-version)
python=${PYTHON:-$(command -v "python$wanted" || command -v python3 || true)}
found=$("${python:-python$wanted}" -c 'import sys; print("{}.{}".format(*sys.version_info))' || true)
if [ "$found" != "$wanted" ]; then
    echo "This bundle needs Python $wanted, and ${python:-no python3} is ${found:-not there}." >&2
    echo "Install it, or name it: PYTHON=/path/to/python$wanted sh install.sh" >&2
    exit 1
fi
"$python" -m venv .venv
.venv/bin/python -m pip install --disable-pip-version-check --no-index --find-links wheels -q -r requirements.txt
.venv/bin/python -m indexer encoder
echo "Installed. Start it with: .venv/bin/python app.py"
