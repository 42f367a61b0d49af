# Northstar in a small image: the server, its pages, and the libraries they need at run time.
#
#   docker build -t northstar .
#   docker volume create northstar-data
#   docker run --rm -v northstar-data:/data northstar token add --name office --role admin
#   docker run -d --name northstar -p 8080:8080 -v northstar-data:/data -v "$PWD/plan:/plan:ro" northstar
#
# The plan is /plan/plan.json, with the holiday files it names beside it. The ledger and the tokens are in the volume /data.
# A server without any token serves loopback only, and a published port comes from outside the container: so add a
# token first (the second command prints it, once). Every flag of `northstar serve` is also a NORTHSTAR_… variable.
# The image runs as user 10001; a folder mounted at /data instead of a volume must be writable by that number.

FROM debian:bookworm-slim AS build
WORKDIR /src
# What changes seldom comes first: the packages are fetched again only when one of these files changes.
COPY scripts/setup scripts/
COPY web/package.json web/package-lock.json web/.npmrc web/vendor.mjs web/
RUN scripts/setup --for run
COPY . .
RUN scripts/build release && DESTDIR=/stage cmake --install build/release --strip --prefix /usr/local

FROM debian:bookworm-slim
# sqlite: the ledger; curl: import and alerts; sodium: tokens and digests; abseil and tzdata: time zones;
# simdjson and csv: reading events; spdlog and fmt: the log; prometheus and zlib: /metrics and gzip; hiredis and ssl: Redis.
RUN apt-get -qq update \
 && apt-get -qq install -y --no-install-recommends ca-certificates tzdata \
      libsqlite3-0 libcurl4 libsodium23 libabsl20220623 libsimdjson14 libcsv3 libspdlog1.10 libfmt9 libboost-url1.81.0 \
      libprometheus-cpp-core1.0 zlib1g libhiredis0.14 libssl3 > /dev/null \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin northstar \
 && install -d -o northstar -g northstar /data /plan
COPY --from=build /stage /
# A missing library shows here, not at the first start.
RUN northstar --help > /dev/null
USER northstar
WORKDIR /data
ENV NORTHSTAR_PLAN=/plan/plan.json NORTHSTAR_DATA=/data NORTHSTAR_LISTEN=0.0.0.0:8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["northstar", "health", "--server", "http://127.0.0.1:8080"]
ENTRYPOINT ["northstar"]
CMD ["serve"]
