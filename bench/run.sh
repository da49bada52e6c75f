#!/usr/bin/env bash
# Measures signet beside notation, in one run, and prints ratios. Nothing here is asserted: machines differ.
#   bench/run.sh                            everything
#   bench/run.sh verify sign list inspect   only these
#   bench/run.sh version                    start-up
#   bench/run.sh revocation                 verify with OCSP: cold, warm, dead responders
#   bench/run.sh policy                     choosing among 1 000 statements for 10 000 references
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/dotnet.sh

require_dotnet
eng/peers.sh
[ -n "${SIGNET_EXE:-}" ] || { ./build.sh; export SIGNET_EXE=$PWD/out/signet; }
mkdir -p artifacts/bench
cc -O2 -o artifacts/bench/measure bench/measure.c
exec dotnet run -c Release --project bench/Signet.Bench -- "$@"
