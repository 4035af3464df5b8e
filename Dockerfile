# The pipeline and its command line for one company. Building needs the package indexes of Python and Debian, running only
# Stripe and e-conomic.
#
#   docker build --tag stripe-economic .
#   docker run --rm --env-file .env --volume books:/books --stop-timeout 40 stripe-economic
#
# That is `stripe-economic run`; any other of its commands may be given. Meltano itself: --entrypoint meltano. The project
# (meltano.yml, mappings/, Meltano's state) is the volume /books.
ARG PYTHON=3.13.9-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE meltano.yml .env.example ./
COPY mappings mappings
COPY mapper_jmespath mapper_jmespath
COPY run_telemetry run_telemetry
COPY sandbox sandbox
COPY stripe_economic stripe_economic
COPY tap_stripe_invoices tap_stripe_invoices
COPY target_economic target_economic
# Of pyproject.toml, with commas between them: s3 and postgres keep STATE there, otel sends traces.
ARG EXTRAS=meltano
RUN python -m venv /opt/stripe-economic \
 && /opt/stripe-economic/bin/pip install --no-cache-dir --constraint constraints.txt ".[${EXTRAS}]" \
 && /opt/stripe-economic/bin/pip uninstall --yes pip

FROM python:${PYTHON}
# The kernel drops signals to process 1 that it has no handler for, and Python has none until the command has begun: so
# process 1 is tini, which passes them on.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends 'tini=0.19.*' \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 bookkeeper \
 && useradd --system --uid 10001 --gid bookkeeper --home-dir /books bookkeeper \
 && install --directory --owner=bookkeeper --group=bookkeeper /books
COPY --from=build /opt/stripe-economic /opt/stripe-economic
# HOME also for users that the image does not know, as some platforms choose them.
ENV PATH=/opt/stripe-economic/bin:$PATH \
    HOME=/books \
    MELTANO_ENVIRONMENT=production \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /books
# Docker begins a new volume as a copy of this, and leaves one that has a project as it is. Kubernetes does not copy.
# Meltano makes its database when it is first called: here, because one that a signal stops in being made is unusable.
RUN umask 077 && stripe-economic init . && meltano state list
VOLUME /books
# The target finishes what it has sent and writes STATE within ten seconds of this; what hangs is killed after thirty. So
# give it forty: --stop-timeout 40.
STOPSIGNAL SIGTERM
# Whether a run could begin: the project can be read and its mappings are right. It asks neither server anything.
HEALTHCHECK --interval=5m --timeout=30s --start-period=10s CMD ["stripe-economic", "mappings", "lint", "--quiet"]
ENTRYPOINT ["tini", "--", "stripe-economic"]
CMD ["run"]
