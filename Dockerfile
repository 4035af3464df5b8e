# The pipeline and its command line for one company. Building needs the package index, running only Stripe and e-conomic.
#
#   docker build --tag stripe-economic .
#   docker run --rm --env-file .env --volume books:/books stripe-economic --environment=production run sync-invoices
#
# The project (meltano.yml, mappings/, Meltano's state) is the volume /books.
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
RUN python -m venv /opt/stripe-economic \
 && /opt/stripe-economic/bin/pip install --no-cache-dir --constraint constraints.txt '.[meltano]' \
 && rm -r /opt/stripe-economic/lib/python3*/site-packages/pip /opt/stripe-economic/bin/pip*

FROM python:${PYTHON}
RUN useradd --system --uid 10001 --home-dir /books bookkeeper && install --directory --owner=10001 /books
COPY --from=build /opt/stripe-economic /opt/stripe-economic
ENV PATH=/opt/stripe-economic/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /books
# A new volume begins as a copy of this; one that has a project already is left as it is.
RUN stripe-economic init .
VOLUME /books
# The target finishes what it has sent and writes STATE within ten seconds of this; give it as much: --stop-timeout 20.
STOPSIGNAL SIGTERM
# Whether a run could begin: the project can be read and its mappings are right. It asks neither server anything.
HEALTHCHECK --interval=5m --timeout=30s --start-period=10s CMD ["stripe-economic", "mappings", "lint", "--quiet"]
ENTRYPOINT ["meltano"]
CMD ["--environment=production", "run", "sync-invoices"]
