#!/bin/bash
. "$(dirname "$0")/lib.sh"
login "$1"
echo "${SERIAL##*/}" > who
