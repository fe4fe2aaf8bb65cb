/** Colyseus as it is fetched from npm, with its default transport. */
export const COLYSEUS = {
  script: "colyseus.mjs",
  packages: [
    "@colyseus/core@0.18.17",
    "@colyseus/ws-transport@0.18.4",
    "@colyseus/schema@5.0.34",
    "@colyseus/auth@0.18.3",
    "express@5.3.0",
  ],
};
