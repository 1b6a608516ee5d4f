# The graph: Ray and the stages. KubeRay and the plain mode of the chart start Ray in it themselves.
# Build from the root of the repository; `make images` does.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt
WORKDIR /app
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --quiet uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN UV_PYTHON_DOWNLOADS=never /opt/uv/bin/uv sync --quiet --frozen --no-cache --no-install-project --compile-bytecode \
    --extra graph --python python3 --link-mode copy
COPY serve_graph serve_graph
RUN .venv/bin/python -m compileall -q serve_graph

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="CivicConnect graph"
# KubeRay's probes ask by wget, and its commands come from a login shell, which forgets PATH.
# hadolint ignore=DL3008
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends wget \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s /app/.venv/bin/ray /app/.venv/bin/serve /app/.venv/bin/python /usr/local/bin/
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    RAY_USAGE_STATS_ENABLED=0 HOME=/tmp
WORKDIR /app
COPY --from=build /app /app
USER 10001:10001
EXPOSE 6379 8100 8265
CMD ["/app/.venv/bin/python", "-m", "serve_graph", "serve_graph/serve_config.yaml"]
