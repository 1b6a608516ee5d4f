#!/usr/bin/env bash
# Remove the minikube cluster and all that is in it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../kind/trial.sh
source "$(dirname "${BASH_SOURCE[0]}")/../kind/trial.sh"

tools_check minikube
minikube --profile civic delete
