#!/usr/bin/env bash
# Verifies an index with its platforms and everything that refers to any of them, with oras and notation: what
# `signet verify --recursive` does, as one would script it.
#   bench/graph.sh ORAS NOTATION REGISTRY/REPOSITORY DIGEST [JOBS]
set -euo pipefail
oras=$1 notation=$2 repository=$3 root=$4 jobs=${5:-1}
each='{{range .referrers}}{{if ne .artifactType "application/vnd.cncf.notary.signature"}}{{.digest}}{{"\n"}}{{end}}{{end}}'
platforms=$("$oras" manifest fetch --format 'go-template={{range .content.manifests}}{{.digest}}{{"\n"}}{{end}}' "$repository@$root")
manifests=$(printf '%s\n' "$root" $platforms)
reports=$(printf '%s\n' "$manifests" | xargs -P "$jobs" -I{} "$oras" discover --depth 1 --format "go-template=$each" "$repository@{}")
printf '%s\n' "$manifests" $reports | xargs -P "$jobs" -I{} "$notation" verify "$repository@{}" >/dev/null 2>&1
