#!/bin/sh
# Assembles products.wat, for which npm brings the assembler: scripts/assemble_products.sh [FILE]
folder=$(dirname "$0")/../src/chainrule/engines/javascript/text
npx --yes --package wabt@1.0.39 -- wat2wasm "$folder/products.wat" --output="${1:-$folder/products.wasm}"
