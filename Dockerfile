# The desk, as api or worker. The tag is the newest known where this was written; pin the digest where you build:
# docker build --build-arg NODE=node:26.10.0-bookworm@sha256:…
ARG NODE=node:26.10.0-bookworm
ARG NODE_SLIM=node:26.10.0-bookworm-slim

FROM ${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
# The image brings Node: the one among the optional dependencies is for machines that have none.
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_SLIM}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DESK_DATA_DIR=/data
WORKDIR /app
RUN install -d -o node -g node -m 0700 /data /audit
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/apps/sandbox/page ./apps/sandbox/page
COPY docker ./docker
USER node
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s CMD ["node", "docker/healthcheck.mjs"]
CMD ["node", "dist/apps/desk/src/main.js"]
