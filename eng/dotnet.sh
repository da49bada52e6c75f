# Sourced by the scripts at the root: finds the .NET SDK and sets what every build here uses.
# shellcheck shell=bash

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

say() { printf '%s\n' "$*"; }
step() { printf '\n== %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

require_dotnet() {
  if ! command -v dotnet >/dev/null 2>&1; then
    die "the .NET SDK is not on PATH. Install SDK 10.0 or later (https://dotnet.microsoft.com/download) and run this again."
  fi
  dotnet --version >/dev/null 2>&1 ||
    die "the installed .NET SDK does not satisfy global.json, which asks for $(sed -n 's/.*"version": "\(.*\)".*/\1/p' global.json) or a later 10.0 feature band."
}

# Linking a native executable takes a C compiler and zlib's headers.
have_native_tools() {
  { command -v clang || command -v gcc; } >/dev/null 2>&1 &&
    printf '#include <zlib.h>\nint main(void){return 0;}\n' | cc -x c - -lz -o /dev/null >/dev/null 2>&1
}

require_native_tools() {
  have_native_tools && return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    say "installing what the native linker needs: gcc libc6-dev zlib1g-dev"
    apt-get update -qq >/dev/null && apt-get install -y -qq gcc libc6-dev zlib1g-dev >/dev/null && have_native_tools && return 0
  fi
  say "the native linker needs a C compiler and zlib's headers, and they are not both here"
  say "on Debian or Ubuntu: sudo apt-get install gcc libc6-dev zlib1g-dev"
  return 1
}

# The runtime identifier of this machine, as .NET spells it.
host_rid() {
  local os arch
  case "$(uname -s)" in Linux) os=linux ;; Darwin) os=osx ;; *) die "build.sh runs on Linux and macOS" ;; esac
  if [ "$os" = linux ] && ldd --version 2>&1 | grep -qi musl; then os=linux-musl; fi
  case "$(uname -m)" in x86_64 | amd64) arch=x64 ;; aarch64 | arm64) arch=arm64 ;; *) die "no native compiler for $(uname -m); give --rid" ;; esac
  printf '%s-%s' "$os" "$arch"
}
