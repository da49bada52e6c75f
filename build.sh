#!/usr/bin/env bash
# Builds the native executables `signet` and `notation-pkcs11` and leaves them in out/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/dotnet.sh

usage() {
  cat <<'TEXT'
usage: ./build.sh [--rid RID] [--out FOLDER] [--framework net10.0|net9.0]

  --rid RID         build for another runtime identifier, for example linux-arm64 or osx-arm64
                    (native code for another operating system must be built on it)
  --out FOLDER      where the executables go; default: out
  --framework TFM   do not choose: build with this runtime's native pack

Without --framework the .NET 10 native pack is tried first, then .NET 9's; where neither can be had the result is a
ReadyToRun single file, which starts slower. The script prints which one it built.
TEXT
}

rid=$(host_rid) out=out framework=
while [ $# -gt 0 ]; do
  case "$1" in
    --rid) rid=${2:?--rid needs a value}; shift 2 ;;
    --out) out=${2:?--out needs a value}; shift 2 ;;
    --framework) framework=${2:?--framework needs a value}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "unknown option $1" ;;
  esac
done

require_dotnet
mkdir -p artifacts
log=$PWD/artifacts/build.log
: >"$log"

projects=(src/Signet.Cli/Signet.Cli.csproj plugins/notation-pkcs11/Notation.Pkcs11.csproj)
executables=(signet notation-pkcs11)

# Restores first and alone: a pack that cannot be had shows here, a fault in the code does not.
can_restore() { # framework, extra properties
  local project
  for project in "${projects[@]}"; do
    dotnet restore "$project" -r "$rid" -p:SignetTargetFramework="$1" "${@:2}" >>"$log" 2>&1 || return 1
  done
}

publish() { # framework, extra properties
  local project begin
  begin=$(wc -l <"$log")
  for project in "${projects[@]}"; do
    dotnet publish "$project" -c Release -r "$rid" --no-restore \
      -p:SignetTargetFramework="$1" "${@:2}" -o "artifacts/publish/$rid" >>"$log" 2>&1 ||
      { tail -n "+$((begin + 1))" "$log" | grep -E 'error|warning' | sort -u | head -n 20 >&2; die "the build failed; the whole output is in $log"; }
  done
}

built=
if require_native_tools; then
  for candidate in ${framework:-net10.0 net9.0}; do
    if can_restore "$candidate" -p:PublishAot=true; then
      say "building ${executables[*]} for $rid with the native compiler of $candidate"
      publish "$candidate" -p:PublishAot=true
      built="native, runtime $candidate"
      break
    fi
    say "no native pack for $rid with $candidate from the configured package sources"
  done
fi

if [ -z "$built" ]; then
  for candidate in ${framework:-net10.0 net9.0}; do
    if can_restore "$candidate" -p:PublishReadyToRun=true -p:PublishSingleFile=true -p:SelfContained=true; then
      say "building ${executables[*]} for $rid as a ReadyToRun single file with $candidate"
      publish "$candidate" -p:PublishReadyToRun=true -p:PublishSingleFile=true -p:SelfContained=true
      built="ReadyToRun single file, runtime $candidate: starts slower than a native executable"
      break
    fi
  done
fi
[ -n "$built" ] || die "no runtime pack for $rid can be restored; see $log"

suffix=
case "$rid" in win-*) suffix=.exe ;; esac
mkdir -p "$out"
for executable in "${executables[@]}"; do
  exe=$executable$suffix
  cp "artifacts/publish/$rid/$exe" "$out/$exe.new" && mv "$out/$exe.new" "$out/$exe"
  say "built $out/$exe ($built; $(du -h "$out/$exe" | cut -f1))"
done
