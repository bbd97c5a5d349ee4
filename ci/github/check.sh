#!/usr/bin/env bash
# Runs the check in a job of GitHub Actions: annotations into the log, Markdown into the job's summary, SARIF and JSON into
# files. The exit code is an output, so that the steps after this one still run.
# Environment: PATHS (one a line), DEVICES, STRICT, and what the runner sets.
set -euo pipefail

arguments=()
if [[ -n "$DEVICES" ]]; then arguments+=(--devices "$DEVICES"); fi
if [[ "$STRICT" == true ]]; then arguments+=(--strict); fi
arguments+=(--)
while IFS= read -r path; do
  if [[ -n "$path" ]]; then arguments+=("$path"); fi
done <<< "$PATHS"

report="$RUNNER_TEMP/mfa-migrate.json"
sarif="$RUNNER_TEMP/mfa-migrate.sarif"
code=0
mfa-migrate check --format github --report "$report" "${arguments[@]}" || code=$?
if [[ "$code" -lt 2 ]]; then
  mfa-migrate check --exit-zero --format sarif "${arguments[@]}" > "$sarif"
  mfa-migrate check --exit-zero --format markdown "${arguments[@]}" >> "$GITHUB_STEP_SUMMARY"
fi
{
  echo "exit-code=$code"
  echo "report=$report"
  echo "sarif=$sarif"
} >> "$GITHUB_OUTPUT"
