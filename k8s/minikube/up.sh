#!/usr/bin/env bash
# From nothing to CivicConnect on minikube: k8s/minikube/up.sh, then open http://localhost:8080
# Needs minikube, kubectl, helm, openssl, a container engine, and 10 GiB of memory.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../kind/trial.sh
source "$(dirname "${BASH_SOURCE[0]}")/../kind/trial.sh"

tools_check minikube kubectl helm openssl
engine=$(engine_find)
archives=$(mktemp -d)
trap 'rm -rf "$archives"' EXIT

if ! minikube --profile civic status >/dev/null 2>&1; then
    say "Making the cluster"
    minikube --profile civic start --cpus 4 --memory 10g --cni calico
fi
kubectl config use-context civic

images_build "$engine" "$archives"
for name in "${NAMES[@]}"; do
    minikube --profile civic image load "$archives/$name.tar"
done
namespace_ensure
secrets_ensure
charts_install
district_seed
say "CivicConnect answers at http://localhost:8080 until Ctrl-C (k8s/minikube/down.sh removes it)"
kubectl -n "$NAMESPACE" port-forward --address 127.0.0.1 service/civic-frontend 8080:8080
