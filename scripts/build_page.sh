#!/bin/sh
# Builds the programs of the page, its widget and the lab from web/src, for which npm brings the tools: build_page.sh [FOLDER]
cd "$(dirname "$0")/../web" || exit 1
folder=${1:-../src/chainrule/live/bundle}
test -d node_modules || npm ci --no-audit --no-fund --silent || exit 1
build() {
    npx esbuild "$1" --bundle --format=esm --target=es2022 --charset=utf8 --minify --log-level=warning \
        --outfile="$folder/$2"
}
npx tsc --noEmit && build src/main.ts page.js && build src/widget.ts widget.js && build src/lab.ts lab.js
