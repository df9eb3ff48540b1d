# Redress as one image: `redress` with what production needs, and nothing that builds.
# The Python that the tests run on; the packages by the hashes of requirements/run.txt.
FROM python:3.11.17-slim AS built
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /source
COPY requirements/run.txt requirements/build.txt requirements/
RUN python -m venv --without-pip /opt/redress \
    && pip --python /opt/redress/bin/python install --only-binary :all: --require-hashes \
        --requirement requirements/run.txt \
    && pip install --only-binary :all: --require-hashes --requirement requirements/build.txt
COPY . .
RUN pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheel . \
    && pip --python /opt/redress/bin/python install --no-deps --no-index /wheel/*.whl

FROM python:3.11.17-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin redress \
    && install --directory --owner=redress --mode=0750 \
        /var/lib/redress /var/lib/redress/outbox /var/lib/redress/finance
COPY --from=built /opt/redress /opt/redress
ENV PATH=/opt/redress/bin:$PATH PYTHONUNBUFFERED=1 REDRESS_DATA=/var/lib/redress
USER 10001
WORKDIR /var/lib/redress
ENTRYPOINT ["redress"]
