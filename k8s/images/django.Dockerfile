# Django: web, sockets, worker, beat, relay, sender, poll and migrate are programs of this image.
# Build from the root of the repository; `make images` does.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt
WORKDIR /app
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --quiet uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN UV_PYTHON_DOWNLOADS=never /opt/uv/bin/uv sync --quiet --frozen --no-cache --no-install-project --compile-bytecode \
    --extra django --python python3 --link-mode copy
COPY django_core django_core
COPY serve_graph/__init__.py serve_graph/contract.py serve_graph/contract_progress.py serve_graph/contract_teaching.py \
    serve_graph/signing.py serve_graph/
COPY k8s/__init__.py k8s/programs.py k8s/
COPY k8s/images/__init__.py k8s/images/entrypoint.py k8s/images/
COPY .env.example ./
# The values of .env.example stand in for a deployment's while the files of the admin are gathered.
RUN set -a && . ./.env.example && CIVIC_STATIC_ROOT=/app/static \
    .venv/bin/python -m django_core.manage collectstatic --no-input --verbosity 0 \
    && rm .env.example && .venv/bin/python -m compileall -q django_core serve_graph k8s

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="CivicConnect Django"
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    CIVIC_STATIC_ROOT=/app/static
WORKDIR /app
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8000 8001
ENTRYPOINT ["/app/.venv/bin/python", "-m", "k8s.images.entrypoint"]
CMD ["web"]
