#!/usr/bin/env bash
# Remove the kind cluster and all that is in it.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=trial.sh
source "$(dirname "${BASH_SOURCE[0]}")/trial.sh"

tools_check kind
KIND_EXPERIMENTAL_PROVIDER=$(engine_find)
export KIND_EXPERIMENTAL_PROVIDER
kind delete cluster --name civic
