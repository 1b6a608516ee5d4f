#!/usr/bin/env bash
# From nothing to CivicConnect on a kind cluster: k8s/kind/up.sh, then open http://localhost:8080
# Needs kind 0.24 or newer, kubectl, helm, openssl, a container engine, and 10 GiB of memory.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=trial.sh
source "$(dirname "${BASH_SOURCE[0]}")/trial.sh"

tools_check kind kubectl helm openssl
engine=$(engine_find)
export KIND_EXPERIMENTAL_PROVIDER=$engine
archives=$(mktemp -d)
trap 'rm -rf "$archives"' EXIT

if ! kind get clusters 2>/dev/null | grep -qx civic; then
    say "Making the cluster"
    kind create cluster --config "$ROOT/k8s/kind/cluster.yaml" --wait 5m
fi
kubectl config use-context kind-civic

images_build "$engine" "$archives"
for name in "${NAMES[@]}"; do
    kind load image-archive "$archives/$name.tar" --name civic
done
namespace_ensure
secrets_ensure
charts_install
district_seed
say "CivicConnect answers at http://localhost:8080 (k8s/kind/down.sh removes it)"
