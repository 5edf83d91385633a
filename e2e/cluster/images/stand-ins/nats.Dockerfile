# Stands in for docker.io/library/nats where that cannot be pulled: the server, on PATH.
FROM scratch
COPY nats-server /usr/local/bin/nats-server
ENV PATH=/usr/local/bin
ENTRYPOINT ["nats-server"]
