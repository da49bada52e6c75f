#!/usr/bin/env bash
# Fetches the real peers the interoperability tests run against: notation, oras and docker-registry from Debian's suite
# sid, unpacked into a cache folder and never installed over the system; softhsm2 and opensc likewise, from the suite the
# machine itself is on, because they use its libraries; openssl and python3 are taken as they are, or installed.
# Prints a line for each. A peer that cannot be had is named with the reason, and its tests are skipped.
set -uo pipefail

cache=${SIGNET_PEERS:-${XDG_CACHE_HOME:-$HOME/.cache}/signet/peers}
packages=(notation oras docker-registry)
declare -A program=([notation]=usr/bin/notation [oras]=usr/bin/oras [docker-registry]=usr/bin/docker-registry)
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

report() { printf 'peer %-16s %s\n' "$1" "$2"; }

version_of() {
  case "$1" in
    docker-registry) "$2" --version 2>/dev/null | awk '{print $NF}' ;;
    *) "$2" version 2>/dev/null | sed -n 's/^Version: *//p' ;;
  esac
}

present() { [ -x "$cache/$1/${program[$1]}" ] && [ -n "$(version_of "$1" "$cache/$1/${program[$1]}")" ]; }

fetch() { # url file: over whatever the machine has, three tries
  curl --fail --silent --show-error --location --retry 3 --max-time 300 --output "$2" "$1" 2>&1 ||
    wget --quiet --tries=3 --timeout=60 -O "$2" "$1"
}

# The mirror is the one this machine's own apt uses for Debian itself.
mirror() {
  apt-get indextargets --format '$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Identifier: Packages' 2>/dev/null |
    awk -F'|' '$1 == "Debian" && $2 == "main" { sub(/\/$/, "", $3); print $3; exit }'
}

# index FOLDER MIRROR ARCH: the signed package index of sid, checked from the signature down.
index() {
  fetch "$2/dists/sid/InRelease" "$1/InRelease" || return 1
  if command -v gpgv >/dev/null 2>&1 && [ -r "$keyring" ]; then
    gpgv --quiet --keyring "$keyring" --output "$1/Release" "$1/InRelease" 2>"$1/gpgv.log" || { cat "$1/gpgv.log" >&2; return 1; }
  else
    printf 'note: gpgv or the Debian keyring is missing; the index is taken on the transport alone\n' >&2
    cp "$1/InRelease" "$1/Release"
  fi
  local path=main/binary-$3/Packages.xz sum
  sum=$(awk -v p="$path" '/^SHA256:/ { on = 1; next } /^[^ ]/ { on = 0 } on && $3 == p { print $1 }' "$1/Release")
  [ -n "$sum" ] || return 1
  fetch "$2/dists/sid/main/binary-$3/by-hash/SHA256/$sum" "$1/Packages.xz" || return 1
  printf '%s  %s\n' "$sum" "$1/Packages.xz" | sha256sum --check --quiet || return 1
  xz -dc "$1/Packages.xz" >"$1/Packages"
}

# unpack FOLDER MIRROR PACKAGE: one package, checked against the index, swapped into the cache as a whole.
unpack() {
  local entry path sum
  entry=$(awk -v RS= -v name="$3" '$0 ~ "^Package: " name "\n"' "$1/Packages")
  path=$(sed -n 's/^Filename: //p' <<<"$entry")
  sum=$(sed -n 's/^SHA256: //p' <<<"$entry")
  [ -n "$path" ] && [ -n "$sum" ] || return 1
  fetch "$2/$path" "$1/$3.deb" || return 1
  printf '%s  %s\n' "$sum" "$1/$3.deb" | sha256sum --check --quiet || return 1
  dpkg-deb --extract "$1/$3.deb" "$1/$3" || return 1
  mkdir -p "$cache" && rm -rf "${cache:?}/$3" && mv "$1/$3" "$cache/$3"
}

missing=()
for name in "${packages[@]}"; do present "$name" || missing+=("$name"); done

declare -A reason
if [ ${#missing[@]} -gt 0 ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if ! command -v dpkg-deb >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
    for name in "${missing[@]}"; do reason[$name]="this is not a Debian machine (no apt-get or dpkg-deb)"; done
  elif [ -z "$(mirror)" ] && ! { [ "$(id -u)" = 0 ] && apt-get update -qq >/dev/null 2>&1 && [ -n "$(mirror)" ]; }; then
    for name in "${missing[@]}"; do reason[$name]="apt names no Debian mirror"; done
  elif ! fault=$(index "$work" "$(mirror)" "$(dpkg --print-architecture)" 2>&1); then
    for name in "${missing[@]}"; do reason[$name]="the index of suite sid cannot be fetched or checked: ${fault##*$'\n'}"; done
  else
    for name in "${missing[@]}"; do
      fault=$(unpack "$work" "$(mirror)" "$name" 2>&1) || reason[$name]="cannot be fetched or checked: ${fault##*$'\n'}"
    done
  fi
fi

for name in "${packages[@]}"; do
  if present "$name"; then
    report "$name" "$(version_of "$name" "$cache/$name/${program[$name]}") at $cache/$name/${program[$name]}"
  else
    report "$name" "MISSING: ${reason[$name]:-it was unpacked and does not run here}"
  fi
done

# A token in software and the tool that fills it. Each is two packages in one folder: program and library.
declare -A parts=([softhsm2]="softhsm2 libsofthsm2" [opensc]="opensc opensc-pkcs11")

# local_present NAME: unpacked, and the program starts with the libraries this machine has.
local_present() {
  local folder=$cache/$1 libraries
  libraries=$(dirname "$(find "$folder/usr/lib" -name 'libopensc.so.*' -print -quit 2>/dev/null)")
  case "$1" in
    softhsm2) [ -e "$folder/usr/lib/softhsm/libsofthsm2.so" ] && "$folder/usr/bin/softhsm2-util" --version ;;
    # It has no --version, and ends with 1 after printing its usage.
    opensc) [[ $(LD_LIBRARY_PATH=$libraries "$folder/usr/bin/pkcs11-tool" 2>&1) == *"Usage: pkcs11-tool"* ]] ;;
  esac >/dev/null 2>&1
}

# local_unpack NAME: over apt, which checks what it downloads, into the cache as a whole.
local_unpack() {
  local folder deb
  folder=$(mktemp -d) || return 1
  # apt downloads as a user of its own, who must be let into the folder.
  chmod 755 "$folder"
  # shellcheck disable=SC2086 # the parts are words
  (cd "$folder" && apt-get download -qq ${parts[$1]}) 2>"$folder/log" ||
    { [ "$(id -u)" = 0 ] && apt-get update -qq && (cd "$folder" && apt-get download -qq ${parts[$1]}); } 2>"$folder/log" >/dev/null ||
    { grep -v '^W:' "$folder/log" | tail -n 1; rm -rf "$folder"; return 1; }
  for deb in "$folder"/*.deb; do
    dpkg-deb --extract "$deb" "$folder/unpacked" || { rm -rf "$folder"; return 1; }
    dpkg-deb --field "$deb" Version >"$folder/unpacked/version"
  done
  mkdir -p "$cache" && rm -rf "${cache:?}/$1" && mv "$folder/unpacked" "$cache/$1" && rm -rf "$folder"
}

for name in softhsm2 opensc; do
  fault="it was unpacked and does not run here"
  if ! local_present "$name"; then
    if ! command -v dpkg-deb >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
      fault="this is not a Debian machine (no apt-get or dpkg-deb)"
    else
      message=$(local_unpack "$name" 2>&1) || fault="apt does not have it: $message"
    fi
  fi
  if local_present "$name"; then
    report "$name" "$(cat "$cache/$name/version") at $cache/$name"
  else
    report "$name" "MISSING: $fault"
  fi
done

# Taken as they are, or installed: openssl, and python3, in which one of the plugins of the tests is written.
declare -A word=([openssl]=version [python3]=--version)
for name in openssl python3; do
  if ! command -v "$name" >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq --no-install-recommends "$name" >/dev/null 2>&1
  fi
  if command -v "$name" >/dev/null 2>&1; then
    report "$name" "$("$name" "${word[$name]}" | cut -d' ' -f2) at $(command -v "$name")"
  else
    report "$name" "MISSING: install the package $name"
  fi
done
