#!/bin/sh
# Installs Tifa from the wheels beside this script, without any package index, and prepares the offline encoder.
# Afterwards: .venv/bin/python app.py
set -eu
cd "$(dirname "$0")"
wanted=$(cat python-version)
python=${PYTHON:-$(command -v "python$wanted" || command -v python3 || true)}
found=$("${python:-python$wanted}" -c 'import sys; print("{}.{}".format(*sys.version_info))' || true)
if [ "$found" != "$wanted" ]; then
    echo "This bundle needs Python ${wanted}; found: ${found:-none}. 本离线包需要 Python ${wanted}，找到的版本：${found:-无}。" >&2
    echo "Install it, or name it. 请先安装，或指明它的位置：PYTHON=/path/to/python${wanted} sh install.sh" >&2
    exit 1
fi
"$python" intact.py
"$python" -m venv .venv
# Everything that is needed is listed, and nothing else is to be looked for.
.venv/bin/python -m pip install --disable-pip-version-check --no-index --find-links wheels --no-deps -q -r requirements.txt
.venv/bin/python -m indexer encoder
echo "Installed. Start it with: 已装好，启动命令：.venv/bin/python app.py"
