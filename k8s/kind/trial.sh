# shellcheck shell=bash
# What kind and minikube share: tools, images, Secrets, charts. Sourced by their up.sh.

NAMESPACE=civic
NAMES=(django graph operator frontend)
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

say() { printf '\n== %s\n' "$*"; }

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Name every tool that is missing, not only the first.
tools_check() {
    local missing=() tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || missing+=("$tool")
    done
    [ ${#missing[@]} -eq 0 ] || die "Please install: ${missing[*]}"
}

# The container engine: CIVIC_ENGINE, or the first that is there.
engine_find() {
    local engine
    for engine in ${CIVIC_ENGINE:-docker podman nerdctl}; do
        if command -v "$engine" >/dev/null 2>&1 && "$engine" info >/dev/null 2>&1; then
            printf '%s\n' "$engine"
            return
        fi
    done
    die "Please start a container engine: docker, podman or nerdctl."
}

# images_build ENGINE FOLDER: build all images and put them into FOLDER, one archive each. The
# registry `localhost` is part of the name, because podman adds it where there is none.
images_build() {
    local engine=$1 folder=$2 name
    for name in "${NAMES[@]}"; do
        say "Building civicconnect-$name"
        "$engine" build --file "$ROOT/k8s/images/$name.Dockerfile" \
            --tag "localhost/civicconnect-$name:dev" "$ROOT"
        "$engine" save --output "$folder/$name.tar" "localhost/civicconnect-$name:dev"
    done
}

# secret_ensure NAME TYPE KEY=VALUE…: make a Secret unless it is there; values come once only.
secret_ensure() {
    local name=$1 type=$2 pairs=() pair
    shift 2
    if kubectl -n "$NAMESPACE" get secret "$name" >/dev/null 2>&1; then
        return
    fi
    for pair in "$@"; do pairs+=("--from-literal=$pair"); done
    kubectl -n "$NAMESPACE" create secret generic "$name" --type="$type" "${pairs[@]}"
}

random() { openssl rand -hex 24; }

# All passwords are made at once, because addresses repeat them: all Secrets or none.
secrets_ensure() {
    if kubectl -n "$NAMESPACE" get secret civic-complete >/dev/null 2>&1; then
        return
    fi
    local owner app redis qdrant key secret host=backing-postgres:5432
    owner=$(random) app=$(random) redis=$(random) qdrant=$(random) key=$(random) secret=$(random)
    kubectl -n "$NAMESPACE" delete secret --ignore-not-found civic-postgres-owner civic-postgres-app \
        civic-backing civic-database civic-redis civic-qdrant civic-files civic-security civic-ray
    secret_ensure civic-postgres-owner kubernetes.io/basic-auth username=civic_owner "password=$owner"
    secret_ensure civic-postgres-app kubernetes.io/basic-auth username=civic_app "password=$app"
    secret_ensure civic-backing Opaque "redis-password=$redis" "qdrant-key=$qdrant" \
        "s3-key-id=$key" "s3-secret=$secret" "grafana-password=$(random)"
    secret_ensure civic-database Opaque "url=postgres://civic_app:$app@$host/civic" \
        "owner-url=postgres://civic_owner:$owner@$host/civic"
    secret_ensure civic-redis Opaque "url=redis://:$redis@backing-valkey:6379/0"
    secret_ensure civic-qdrant Opaque "api-key=$qdrant"
    secret_ensure civic-files Opaque "key-id=$key" "secret=$secret"
    secret_ensure civic-security Opaque "secret-key=$(random)" "service-key=$(random)"
    secret_ensure civic-ray Opaque "auth_token=$(random)"
    secret_ensure civic-complete Opaque "done=yes"
}

namespace_ensure() {
    kubectl get namespace "$NAMESPACE" >/dev/null 2>&1 || kubectl create namespace "$NAMESPACE"
    kubectl label --overwrite namespace "$NAMESPACE" pod-security.kubernetes.io/enforce=restricted
}

# The two charts; with GEMINI_API_KEY set, Gemini answers instead of the offline models.
charts_install() {
    local gemini=()
    if [ -n "${GEMINI_API_KEY:-}" ]; then
        kubectl -n "$NAMESPACE" delete secret --ignore-not-found civic-gemini
        secret_ensure civic-gemini Opaque "api-key=$GEMINI_API_KEY"
        gemini=(--set gemini.existingSecret=civic-gemini)
    fi
    say "Installing the servers (for trials only)"
    helm upgrade --install backing "$ROOT/helm/backing" --namespace "$NAMESPACE" \
        --set iKnowThisIsForTrialsOnly=true --wait --timeout 10m
    say "Installing CivicConnect"
    kubectl apply --server-side -f "$ROOT/helm/civicconnect/crds"
    helm upgrade --install civic "$ROOT/helm/civicconnect" --namespace "$NAMESPACE" \
        --values "$ROOT/k8s/kind/values.yaml" ${gemini[@]+"${gemini[@]}"} --wait --timeout 15m
}

manage() { kubectl -n "$NAMESPACE" exec -i deployment/civic-worker -- "$@"; }

# A district with its departments, people to sign in as, and the search index.
district_seed() {
    local password=${CIVIC_DEV_PASSWORD:-civic-dev-only}
    say "Loading a district, its people and the index"
    manage python -m django_core.manage district_load /dev/stdin \
        <"$ROOT/django_core/departments/data/departments.json"
    manage env "CIVIC_DEV_PASSWORD=$password" python -m django_core.manage dev_seed
    manage python -m django_core.manage departments_index
    printf 'People: citizen001 and others, with the password %s\n' "$password"
}
