#!/bin/sh
# Makes tifa-<version>-<platform>.tar in the folder $1 (default: dist): the program, a wheel of every pinned package (the
# encoder's weights are in one of them) and a script that installs them, for a machine that has no package index.
# It is for machines of the same kind as this one or, with PLATFORM=win_amd64 or PLATFORM=manylinux_aarch64, for those.
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
python=.venv/bin/python
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
if [ -n "${PLATFORM:-}" ]; then
    platform=$PLATFORM-$($python -c 'import sys; print("py{}.{}".format(*sys.version_info))')
else
    platform=$($python -c 'import platform, sys; print("{}-{}-py{}{}".format(sys.platform, platform.machine(), *sys.version_info).lower())')
fi
name=tifa-$version-$platform
stage=$out/$name

rm -rf "$stage" "$stage.tar" "$stage.tar.part"
mkdir -p "$stage"
for part in app.py corpus indexer retriever ui docs requirements.txt requirements.lock README.md README.zh-CN.md LICENSE bundle/intact.py; do
    cp -R "$part" "$stage/"
done
find "$stage" -name __pycache__ -type d -prune -exec rm -rf {} +
case ${PLATFORM:-} in
    win*) cp start.bat "$stage/" ;;
    *) cp bundle/install.sh "$stage/" ;;
esac
$python -c 'import sys; print("{}.{}".format(*sys.version_info))' > "$stage/python-version"
if [ -n "${PLATFORM:-}" ]; then
    $python bundle/platforms.py "$PLATFORM" "$stage" || { rm -rf "$stage"; exit 1; }
else
    $python -m pip wheel --disable-pip-version-check -q -r requirements.txt -w "$stage/wheels"
fi
for wheel in "$stage"/wheels/nvidia_*.whl; do
    [ -e "$wheel" ] || continue
    torch=$(sed -n 's/^torch==//p' requirements.txt)
    rm -rf "$stage"
    echo "pip chose a torch for graphics cards, gigabytes that Tifa does not use. Get the wheel of the CPU build" >&2
    echo "(torch $torch+cpu), install it first, and let pip find it here too: PIP_FIND_LINKS=/its/folder make bundle" >&2
    exit 1
done
$python -c 'import hashlib, pathlib, sys
stage = pathlib.Path(sys.argv[1])
for wheel in sorted([*stage.glob("wheels/*"), *stage.glob("weights/*")]):
    print(hashlib.sha256(wheel.read_bytes()).hexdigest(), wheel.relative_to(stage).as_posix())' "$stage" > "$stage/wheels.sha256"
# What is inside, with licences, for programs: a bill of materials in the form of CycloneDX, by its own tool. It describes
# what is installed here, so for other machines it holds what they have in common with this one.
$python -m venv "$stage/tool"
"$stage/tool/bin/python" -m pip install --disable-pip-version-check -q cyclonedx-bom==7.5.0
"$stage/tool/bin/cyclonedx-py" environment "$python" --output-format JSON | $python bundle/sbom.py "$stage/requirements.txt" > "$stage/sbom.cdx.json"
rm -rf "$stage/tool"
# Wheels are compressed already.
tar -cf "$stage.tar.part" -C "$out" "$name"
mv "$stage.tar.part" "$stage.tar"
rm -rf "$stage"
echo "$stage.tar"
