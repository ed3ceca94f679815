#!/bin/sh
# Installs the browser that tests/browser drives, where that is possible; says loudly when it is not.
set -u
have_browser() { command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1; }
have_fonts() { command -v fc-list >/dev/null 2>&1 && fc-list | grep -q -i 'noto.*cjk'; }

if have_browser && have_fonts; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium fonts-noto-cjk
fi
if have_browser && have_fonts; then exit 0; fi
cat >&2 <<'EOF'
**********************************************************************
  There is no Chromium with fonts-noto-cjk here and it could not be
  installed: the tests in tests/browser WILL BE LEFT OUT.
  On Debian, as root: apt-get install chromium fonts-noto-cjk
**********************************************************************
EOF
