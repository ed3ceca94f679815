#!/bin/sh
# Makes dist/tifa-<version>-<platform>.tar: the program, a wheel of every pinned package (the encoder's weights are in
# one of them) and an install script, for a machine of the same kind that has no package index.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
platform=$($python -c 'import platform, sys; print(f"{sys.platform}-{platform.machine()}-py{sys.version_info[0]}{sys.version_info[1]}".lower())')
name=tifa-$version-$platform
stage=dist/$name

rm -rf "$stage" "$stage.tar"
mkdir -p "$stage"
for part in app.py corpus indexer retriever ui benchmarks docs requirements.txt README.md README.zh-CN.md LICENSE; do
    cp -R "$part" "$stage/"
done
find "$stage" -name __pycache__ -type d -prune -exec rm -rf {} +
cp bundle/install.sh "$stage/"
$python -m pip wheel --disable-pip-version-check -q -r requirements.txt -w "$stage/wheels"
# Wheels are compressed already.
tar -cf "$stage.tar.part" -C dist "$name"
mv "$stage.tar.part" "$stage.tar"
rm -rf "$stage"
echo "$stage.tar"
