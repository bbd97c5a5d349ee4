#!/usr/bin/env bash
# Installs a release of mfa-migrate for a job of GitHub Actions, once its attestation says that this repository built it.
# Environment: REPOSITORY, VERSION, GH_TOKEN, and what the runner sets.
set -euo pipefail

if [[ ! "$VERSION" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "mfa-migrate: name a release with the action's input \`version\`, as v0.1.0" >&2
  exit 2
fi
case "$RUNNER_OS-$RUNNER_ARCH" in
  Linux-X64) archive=mfa-migrate-x86_64-unknown-linux-musl.tgz ;;
  Linux-ARM64) archive=mfa-migrate-aarch64-unknown-linux-musl.tgz ;;
  macOS-X64) archive=mfa-migrate-x86_64-apple-darwin.tgz ;;
  macOS-ARM64) archive=mfa-migrate-aarch64-apple-darwin.tgz ;;
  Windows-X64) archive=mfa-migrate-x86_64-pc-windows-msvc.zip ;;
  *)
    echo "mfa-migrate: there is no release for $RUNNER_OS on $RUNNER_ARCH" >&2
    exit 2
    ;;
esac
folder="$RUNNER_TEMP/mfa-migrate"
mkdir -p "$folder"
gh release download "$VERSION" --repo "$REPOSITORY" --pattern "$archive" --dir "$folder" --clobber
gh attestation verify "$folder/$archive" --repo "$REPOSITORY"
case "$archive" in
  *.zip) unzip -qo "$folder/$archive" -d "$folder" ;;
  *) tar -xzf "$folder/$archive" -C "$folder" ;;
esac
echo "$folder" >> "$GITHUB_PATH"
