# The released binary, which is static, on a base that has CA certificates, time zones and a user without privileges, and no
# shell. goreleaser puts a binary for each platform into the build's context.
FROM gcr.io/distroless/static-debian12:nonroot@sha256:afa5c872c891853ca7fcf1f12c3edb23f7eeef36189728842dd51042ff57f7ab
ARG TARGETPLATFORM
COPY LICENSE NOTICE THIRD_PARTY_LICENSES /usr/share/doc/ecscope/
COPY $TARGETPLATFORM/ecscope /usr/bin/ecscope
USER 65532:65532
ENTRYPOINT ["/usr/bin/ecscope"]
