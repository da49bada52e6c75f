#!/usr/bin/env bash
# What out/notation-pkcs11 adds to a token's own time: for each command the median over ROUNDS (default 40), alternating
# with a C program that does the same PKCS#11 calls on the same SoftHSM token. Nothing here is asserted: machines differ.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. eng/dotnet.sh

rounds=${ROUNDS:-40}
plugin=${SIGNET_PKCS11_PLUGIN:-$PWD/out/notation-pkcs11}
cache=${SIGNET_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/signet/peers}
module=$cache/softhsm2/usr/lib/softhsm/libsofthsm2.so
eng/peers.sh | grep -E 'softhsm2|opensc'
[ -x "$plugin" ] || ./build.sh
mkdir -p artifacts/bench
cc -O2 -o artifacts/bench/measure bench/measure.c
cc -O2 -o artifacts/bench/token bench/token.c -ldl

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tokens"
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$work/tokens" >"$work/softhsm2.conf"
export SOFTHSM2_CONF=$work/softhsm2.conf
LD_LIBRARY_PATH=$(dirname "$(find "$cache/opensc/usr/lib" -name 'libopensc.so.*' -print -quit)")
tool() { LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$cache/opensc/usr/bin/pkcs11-tool" --module "$module" --token-label bench --login --pin 123456 "$@" >/dev/null 2>&1; }
"$cache/softhsm2/usr/bin/softhsm2-util" --module "$module" --init-token --free --label bench --pin 123456 --so-pin 123456 >/dev/null
(umask 077 && printf 123456 >"$work/pin")
for kind in rsa ec; do
  case $kind in rsa) options=(-newkey rsa:2048) ;; ec) options=(-newkey ec -pkeyopt ec_paramgen_curve:P-256) ;; esac
  openssl req -x509 "${options[@]}" -nodes -keyout "$work/key" -out "$work/cert" -subj /CN=bench.example.com 2>/dev/null
  openssl pkey -in "$work/key" -outform DER -out "$work/key.der"
  openssl pkey -in "$work/key" -pubout -outform DER -out "$work/pub.der"
  openssl x509 -in "$work/cert" -outform DER -out "$work/cert.der"
  id=$([ $kind = rsa ] && printf 01 || printf 02)
  tool --write-object "$work/key.der" --type privkey --usage-sign --label $kind --id "$id"
  tool --write-object "$work/pub.der" --type pubkey --label $kind --id "$id"
  tool --write-object "$work/cert.der" --type cert --label $kind --id "$id"
done

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.1f", v[int((NR + 1) / 2)] / 1e6 }'; }
configuration="{\"module\":\"$module\",\"pinFile\":\"$work/pin\"}"
printf '%-6s %-20s %12s %12s %12s\n' key command "plugin ms" "token ms" "added ms"
for kind in rsa ec; do
  spec=$([ $kind = rsa ] && printf RSA-2048 || printf EC-256)
  for command in get-plugin-metadata describe-key generate-signature; do
    request="{\"contractVersion\":\"1.0\",\"keyId\":\"pkcs11:object=$kind\",\"pluginConfig\":$configuration}"
    [ $command = get-plugin-metadata ] && request='{}'
    [ $command = generate-signature ] && request="${request%\}},\"keySpec\":\"$spec\",\"hashAlgorithm\":\"SHA-256\",\"payload\":\"aGVsbG8=\"}"
    printf '%s' "$request" >"$work/request"
    : >"$work/plugin.times"
    : >"$work/token.times"
    for ((i = 0; i < rounds; i++)); do
      artifacts/bench/measure "$work/result" "$plugin" $command <"$work/request" >"$work/answer"
      awk '{ print $1; exit $3 }' "$work/result" >>"$work/plugin.times"
      artifacts/bench/token "$module" bench 123456 $kind $kind >>"$work/token.times"
    done
    own=$(median "$work/token.times")
    [ $command = generate-signature ] || own=0.0
    whole=$(median "$work/plugin.times")
    printf '%-6s %-20s %12s %12s %12s\n' $kind $command "$whole" "$own" "$(awk "BEGIN { printf \"%.1f\", $whole - $own }")"
  done
done
