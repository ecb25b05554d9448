FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# What the build needs are the dependencies; no install scripts: the only one of use fetches a Node.js.
RUN npm ci --omit=dev --ignore-scripts
COPY rolldown.config.ts tsconfig.json ./
COPY src src
RUN npm run build

# No shell, no package manager: Node.js, its libraries and one file of ours.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
# The version of package.json; a test keeps the two equal. SOURCE is filled in by whoever publishes the image.
ARG VERSION=0.1.0
ARG SOURCE
LABEL org.opencontainers.image.title="homemade-ddns" \
      org.opencontainers.image.description="Keeps DNS records of your own domain pointing at your home, in one small container" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /build/dist/homemade-ddns.mjs /app/homemade-ddns.mjs
# Small before fast: one memory arena of the C library is enough for a program that mostly waits.
ENV NODE_ENV=production MALLOC_ARENA_MAX=1
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=1m --retries=2 \
  CMD ["/nodejs/bin/node", "/app/homemade-ddns.mjs", "healthcheck"]
# WebAssembly is compiled the quick way: the HTTP parser is all there is, and optimising it takes 20 MB.
ENTRYPOINT ["/nodejs/bin/node", "--liftoff-only", "/app/homemade-ddns.mjs"]
