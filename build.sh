#!/usr/bin/env bash
# Builds the native executable `signet` and leaves it at out/signet.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. eng/dotnet.sh

usage() {
  cat <<'TEXT'
usage: ./build.sh [--rid RID] [--out FOLDER] [--framework net10.0|net9.0]

  --rid RID         build for another runtime identifier, for example linux-arm64 or osx-arm64
                    (native code for another operating system must be built on it)
  --out FOLDER      where the executable goes; default: out
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

# Restores first and alone: a pack that cannot be had shows here, a fault in the code does not.
can_restore() { # framework, extra properties
  dotnet restore src/Signet.Cli/Signet.Cli.csproj -r "$rid" -p:SignetTargetFramework="$1" "${@:2}" >>"$log" 2>&1
}

publish() { # framework, extra properties
  dotnet publish src/Signet.Cli/Signet.Cli.csproj -c Release -r "$rid" --no-restore \
    -p:SignetTargetFramework="$1" "${@:2}" -o "artifacts/publish/$rid" >>"$log" 2>&1 ||
    { grep -E 'error|warning' "$log" | sort -u | head -n 20 >&2; die "the build failed; the whole output is in $log"; }
}

built=
if require_native_tools; then
  for candidate in ${framework:-net10.0 net9.0}; do
    if can_restore "$candidate" -p:PublishAot=true; then
      say "building signet for $rid with the native compiler of $candidate"
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
      say "building signet for $rid as a ReadyToRun single file with $candidate"
      publish "$candidate" -p:PublishReadyToRun=true -p:PublishSingleFile=true -p:SelfContained=true
      built="ReadyToRun single file, runtime $candidate: starts slower than a native executable"
      break
    fi
  done
fi
[ -n "$built" ] || die "no runtime pack for $rid can be restored; see $log"

exe=signet
case "$rid" in win-*) exe=signet.exe ;; esac
mkdir -p "$out"
cp "artifacts/publish/$rid/$exe" "$out/$exe.new" && mv "$out/$exe.new" "$out/$exe"
say "built $out/$exe ($built; $(du -h "$out/$exe" | cut -f1))"
