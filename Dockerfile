# The search page over an index that lives in a volume. Build: docker build -t dateline .
# Index:  docker run --rm -v dateline:/data -v /path/to/news:/news:ro dateline index /news
# Serve:  docker run -d -p 127.0.0.1:8000:8000 -v dateline:/data:ro dateline
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY corpus corpus
COPY index index
COPY search search
COPY web web
COPY cli cli
RUN python -m venv /opt/dateline && /opt/dateline/bin/pip install --no-cache-dir .

FROM python:3.12-slim
COPY --from=build /opt/dateline /opt/dateline
# Nothing of it needs to be root, and it writes nowhere but to /data.
RUN useradd --system --uid 10001 --home-dir /data --create-home dateline
USER dateline
WORKDIR /data
VOLUME /data
# In its own network namespace the server must listen on every address; what reaches it is what is published.
ENV DATELINE_INDEX=/data/index DATELINE_HOST=0.0.0.0 DATELINE_ACCESS_LOG=on DATELINE_LOG_FORMAT=json \
    PYTHONUNBUFFERED=1 PATH=/opt/dateline/bin:$PATH
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import os, urllib.request as u; \
u.urlopen(u.Request('http://127.0.0.1:8000/api/v1/health', \
headers={'Authorization': 'Bearer ' + os.environ.get('DATELINE_TOKEN', '')}), timeout=4)"]
ENTRYPOINT ["dateline"]
CMD ["serve", "--no-open"]
