# Two images: `scratch` has the static program and the certificates that it trusts, `shell` also a shell, for CI systems that need one.
# Run them as the owner of the repository: docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/repository" IMAGE check
FROM rust:1.88-alpine AS build
RUN apk add --no-cache ca-certificates gcc make musl-dev
WORKDIR /build
COPY . .
RUN .ci/trimmed cargo build --release --locked

FROM alpine:3.22 AS shell
RUN apk add --no-cache ca-certificates
COPY --from=build /build/target/release/mfa-migrate /usr/local/bin/mfa-migrate
USER 65534:65534
WORKDIR /repository
CMD ["mfa-migrate", "check"]

FROM scratch AS scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/release/mfa-migrate /mfa-migrate
USER 65534:65534
WORKDIR /repository
ENTRYPOINT ["/mfa-migrate"]
CMD ["check"]
