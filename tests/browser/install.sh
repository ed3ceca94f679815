#!/bin/sh
# Installs the browser that tests/browser drives and the checker of accessibility that runs in it, where that is
# possible; says loudly when it is not.
set -u
have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
have_fonts() { command -v fc-list >/dev/null 2>&1 && fc-list | grep -q -i 'noto.*cjk'; }

if ! (have_browser && have_fonts) && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk
fi
have_browser && have_fonts || cat >&2 <<'EOF'
**********************************************************************
  There is no Chromium with fonts-noto-cjk here and it could not be
  installed: the tests in tests/browser WILL BE LEFT OUT.
  On Debian, as root: apt-get install chromium fonts-noto-cjk
**********************************************************************
EOF

cd "$(dirname "$0")" || exit 1
have_checker() { cmp -s package-lock.json node_modules/installed-lock.json; }
if ! have_checker && command -v npm >/dev/null 2>&1; then
    npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/installed-lock.json
fi
have_checker || cat >&2 <<'EOF'
**********************************************************************
  axe-core could not be installed: the tests of accessibility in
  tests/browser WILL BE LEFT OUT. They need npm (Node.js).
**********************************************************************
EOF
exit 0
