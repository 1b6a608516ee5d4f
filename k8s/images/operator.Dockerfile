# The stage operator. Build from the root of the repository; `make images` does.
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim

FROM ${PYTHON_IMAGE} AS build
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt PIP_CERT=/etc/ssl/certs/ca-certificates.crt
WORKDIR /app
RUN python3 -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir --quiet uv==0.13.9
COPY pyproject.toml uv.lock ./
RUN UV_PYTHON_DOWNLOADS=never /opt/uv/bin/uv sync --quiet --frozen --no-cache --no-install-project --compile-bytecode \
    --extra operator --python python3 --link-mode copy
COPY k8s/__init__.py k8s/
COPY k8s/stage_operator k8s/stage_operator
RUN .venv/bin/python -m compileall -q k8s

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="CivicConnect stage operator"
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /app
COPY --from=build /app /app
USER 10001:10001
EXPOSE 8090
ENTRYPOINT ["/app/.venv/bin/python", "-m", "k8s.stage_operator"]
