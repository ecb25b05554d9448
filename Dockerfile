FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# What the build needs are the dependencies; no install scripts: the only one of use fetches a Node.js.
RUN npm ci --omit=dev --ignore-scripts
COPY rolldown.config.ts tsconfig.json ./
COPY src src
# Where --help says that the manual is.
ARG SOURCE
RUN npm run build

# No shell, no package manager: Node.js, its libraries and four files of ours.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
# The version of package.json; a test keeps the two equal. SOURCE is filled in by whoever publishes the image.
ARG VERSION=0.1.0
ARG SOURCE
LABEL org.opencontainers.image.title="homemade-ddns" \
      org.opencontainers.image.description="Keeps DNS records of your own domain pointing at your home, in one small container" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.version="${VERSION}"
COPY --from=build /build/dist /app
# Small before fast, for a program that mostly waits: one memory arena of the C library is enough, and blocks of
# 32 kB and more go back to the system as soon as they are free (4 MB).
ENV NODE_ENV=production MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=32768
USER 65532:65532
EXPOSE 8080
STOPSIGNAL SIGTERM
# A process each time, which costs more than a tick of the program: once a minute is soon enough. Until it is well for the
# first time Docker 27 and later look each 5 s within the start period; no option says so, since old engines refuse it.
# No option of V8 either: Node.js could not use what is compiled within it, and takes 6 ms longer.
HEALTHCHECK --interval=1m --timeout=10s --start-period=1m --retries=2 \
  CMD ["/nodejs/bin/node", "/app/healthcheck.mjs"]
# liftoff-only: WebAssembly is compiled the quick way; the HTTP parser is all there is, and optimising it takes 20 MB.
# no-sparkplug, no-maglev, optimize-for-size: nothing here runs often enough to be worth compiling early (5 MB).
# bytecode-old-age: what ran once, at the start, is let go at the next collection instead of the sixth (1 MB).
# disable-sigusr1: that signal would open the debugger of Node.js.
ENTRYPOINT ["/nodejs/bin/node", "--disable-sigusr1", "--liftoff-only", "--no-sparkplug", "--no-maglev", "--optimize-for-size", "--bytecode-old-age=1", "/app/homemade-ddns.mjs"]
