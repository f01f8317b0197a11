#!/bin/sh
# Builds the program of the page from web/src, for which npm brings the tools: scripts/build_page.sh [FILE]
cd "$(dirname "$0")/../web" || exit 1
out=${1:-../src/chainrule/live/bundle/page.js}
test -d node_modules || npm ci --no-audit --no-fund --silent || exit 1
npx tsc --noEmit && npx esbuild src/main.ts --bundle --format=esm --target=es2022 --charset=utf8 --minify-syntax \
    --log-level=warning --outfile="$out"
