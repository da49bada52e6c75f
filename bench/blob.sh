#!/usr/bin/env bash
# Signs and verifies one large file beside `openssl dgst -sha256` of it, in turn, and prints times, ratio and peak memory.
#   bench/blob.sh [GiB]      4 unless said otherwise; the file is sparse, in TMPDIR
# Called by bench/run.sh, which builds what is measured: SIGNET_EXE and artifacts/bench/measure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

gib=${1:-4}
rounds=3
signet=$(readlink -f "$SIGNET_EXE")
measure=$PWD/artifacts/bench/measure
openssl=$(command -v openssl)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work NOTATION_CONFIG=$work/config NOTATION_CACHE=$work/cache
cd "$work"

"$signet" cert generate-test --key-type ec-256 --default bench >/dev/null
"$signet" blob policy init --global --name bench --trust-store ca:bench \
  --trusted-identity "x509.subject: C=US, ST=WA, O=Notary, CN=bench" >/dev/null
truncate -s "${gib}G" blob

# Keeps the least of the times and the most of the memory: what else runs on the machine only ever adds to a time.
declare -A best=() peak=()
run() {
  local name=$1 wall memory code
  shift
  "$measure" result "$@" >output 2>&1
  read -r wall memory code <result
  [ "$code" = 0 ] || { cat output >&2; echo "error: $name ended with $code" >&2; exit 1; }
  if [ -z "${best[$name]:-}" ] || [ "$wall" -lt "${best[$name]}" ]; then best[$name]=$wall; fi
  if [ "$memory" -gt "${peak[$name]:-0}" ]; then peak[$name]=$memory; fi
}

for ((i = 0; i < rounds; i++)); do
  run openssl "$openssl" dgst -sha256 blob
  run sign "$signet" blob sign --force blob
  run verify "$signet" blob verify --signature blob.jws.sig blob
done

printf '\nblob of %s GiB, sparse, in the cache; best of %s, peak of all\n\n' "$gib" "$rounds"
printf '%-22s%10s%12s%14s%12s\n' "" "s" "GiB/s" "of openssl" "peak MiB"
for name in openssl sign verify; do
  case $name in openssl) shown='openssl dgst -sha256' ;; *) shown="signet blob $name" ;; esac
  awk -v shown="$shown" -v wall="${best[$name]}" -v base="${best[openssl]}" -v gib="$gib" -v memory="${peak[$name]}" \
    'BEGIN { printf "%-22s%10.2f%12.2f%14.2f%12.1f\n", shown, wall / 1e9, gib / (wall / 1e9), base / wall, memory / 1024 }'
done
