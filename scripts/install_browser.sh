#!/bin/sh
# Installs what the browser tests need, where that is possible; they are skipped where it is not. Never fails.
# Usage: scripts/install_browser.sh [PYTHON]
python=${1:-python3}

"$python" -c "import playwright" 2>/dev/null ||
    "$python" -m pip install --quiet --disable-pip-version-check "playwright>=1.50,<2" ||
    echo "no Playwright; the browser tests will be skipped"

for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
    command -v "$browser" >/dev/null && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get -qq update && apt-get -qq install --no-install-recommends chromium-headless-shell; } >/dev/null 2>&1 ||
        apt-get -qq install --no-install-recommends chromium >/dev/null 2>&1 ||
        echo "no Chromium; the browser tests will be skipped"
else
    echo "no Chromium, and no way to install it; the browser tests will be skipped"
fi
exit 0
