# syntax=docker/dockerfile:1

# The browser app is built with all packages; what runs keeps only those that the server needs.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY web web
COPY src/shared src/shared
RUN node node_modules/vite/bin/vite.js build --config web/vite.config.ts --logLevel error
# The image has its own Node: the one that npm brings for older machines would be a second one.
# Types and source maps are a quarter of the packages, and nothing reads them.
RUN npm prune --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin/node \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends tini \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives /var/log/apt /var/log/dpkg.log
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin taskuno \
  && mkdir /data && chown taskuno:taskuno /data \
  && ln -s /app/src/cli.ts /usr/local/bin/taskuno
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/web/dist web/dist
COPY package.json ./
COPY migrations migrations
COPY web/texts web/texts
COPY src src
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data REQUIRE_VOLUME=on NODE_COMPILE_CACHE=/data/cache
USER taskuno
# No VOLUME: Docker would mount an unnamed one, which is lost with the container, and nobody would be told.
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
# As process 1, Node would keep the processes of a database that was killed as zombies, and commands would ignore signals.
ENTRYPOINT ["tini", "--"]
CMD ["node", "src/main.ts"]
