# docker build -t anlam . && docker run -v anlam:/data anlam node bin/anlam.js key add yonetici --scope admin
FROM node:22-bookworm AS build
WORKDIR /anlam
COPY . .
# The native modules are compiled here; what only building and other platforms need stays behind.
RUN npm ci && npm prune --omit=dev --ignore-scripts && node packaging/keep-own-platform.js && rm -rf dist/test

FROM node:22-bookworm-slim
WORKDIR /anlam
COPY --from=build /anlam/package.json /anlam/LICENSE ./
COPY --from=build /anlam/bin bin
COPY --from=build /anlam/dist dist
COPY --from=build /anlam/src src
COPY --from=build /anlam/corpus corpus
COPY --from=build /anlam/node_modules node_modules
ENV NODE_ENV=production ANLAM_INDEXES=/data/indexes ANLAM_MODELS=/data/models ANLAM_HOST=0.0.0.0
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 7700
HEALTHCHECK --interval=10s --start-period=60s CMD ["node", "-e", "fetch('http://127.0.0.1:7700/livez').then(({ ok }) => process.exit(ok ? 0 : 1))"]
CMD ["node", "bin/anlam.js", "serve"]
