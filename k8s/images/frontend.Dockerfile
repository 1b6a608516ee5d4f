# The pages, made by Node and served by nginx without it.
# Build from the root of the repository; `make images` does.
ARG NODE_IMAGE=docker.io/library/node:20-slim
ARG NGINX_IMAGE=docker.io/nginxinc/nginx-unprivileged:1.28-bookworm

FROM ${NODE_IMAGE} AS build
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt NEXT_TELEMETRY_DISABLED=1
WORKDIR /app/frontend
COPY frontend/package.json frontend/package-lock.json ./
# Not `npm ci`: the lock holds the optional binaries of one platform only.
RUN npm install --no-audit --no-fund --loglevel=error
COPY frontend ./
RUN npm run --silent build

FROM ${NGINX_IMAGE}
LABEL org.opencontainers.image.title="CivicConnect pages"
COPY k8s/images/nginx.conf /etc/civicconnect/nginx.conf
COPY --from=build /app/frontend/out /app/pages
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-c", "/etc/civicconnect/nginx.conf", "-e", "stderr", "-g", "daemon off;"]
