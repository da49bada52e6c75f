#!/usr/bin/env bash
# Measures signet beside notation, in one run, and prints ratios. Nothing here is asserted: machines differ.
#   bench/run.sh                            everything
#   bench/run.sh verify sign list inspect   only these
#   bench/run.sh version                    start-up
#   bench/run.sh revocation                 verify with OCSP: cold, warm, dead responders
#   bench/run.sh policy                     choosing among 1 000 statements for 10 000 references
#   bench/run.sh copy                       copying between a registry and a layout, beside oras
#   bench/run.sh graph                      verifying an index with 5 platforms, 20 reports and 26 signatures, beside a script
#   bench/run.sh blob                       signing and verifying a file of 4 GiB, beside openssl
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/dotnet.sh

require_dotnet
eng/peers.sh
[ -n "${SIGNET_EXE:-}" ] || { ./build.sh; export SIGNET_EXE=$PWD/out/signet; }
mkdir -p artifacts/bench
cc -O2 -o artifacts/bench/measure bench/measure.c
rest=()
for part in "$@"; do
  case $part in
    blob | copy) bench/$part.sh ;;
    *) rest+=("$part") ;;
  esac
done
if [ $# = 0 ]; then bench/blob.sh; bench/copy.sh; fi
if [ ${#rest[@]} -gt 0 ] || [ $# = 0 ]; then dotnet run -c Release --project bench/Signet.Bench -- "${rest[@]}"; fi
