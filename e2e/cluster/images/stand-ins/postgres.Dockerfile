# Stands in for docker.io/library/postgres where that cannot be pulled: the same entry point as far as the chart uses it.
ARG NODE_IMAGE=node:24-bookworm-slim
FROM ${NODE_IMAGE}
# PostgreSQL asks for the name of its user, whom the chart gives by number.
RUN groupadd --gid 10001 postgres && useradd --uid 10001 --gid 10001 --no-create-home postgres
COPY native /usr/lib/postgresql
COPY docker-entrypoint.sh pg_isready /usr/local/bin/
ENV PATH=/usr/lib/postgresql/bin:/usr/local/bin:/usr/bin:/bin LD_LIBRARY_PATH=/usr/lib/postgresql/lib
ENTRYPOINT ["docker-entrypoint.sh"]
