/** A peer: accounts with better-auth, in SQLite, with passwords that cost nothing. Prints its port. */
import { createServer } from "node:http";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { reportOnDemand, require, TEXT } from "./peer.mjs";

const { betterAuth } = require("better-auth");
const { getMigrations } = require("better-auth/db/migration");
const { toNodeHandler } = require("better-auth/node");
const { bearer } = require("better-auth/plugins/bearer");

// What is answered is on the disk, as it is here.
const database = new DatabaseSync(process.env.DATABASE_FILE);
database.exec("pragma journal_mode = wal; pragma synchronous = full");

const options = {
  database,
  secret: TEXT,
  baseURL: process.env.ORIGIN,
  emailAndPassword: {
    enabled: true,
    password: { hash: () => Promise.resolve("a hash"), verify: () => Promise.resolve(true) },
  },
  // All calls come from one address.
  rateLimit: { enabled: false },
  // One statement for a session and its account, where it is two by default.
  advanced: { database: { joins: true } },
  session: { cookieCache: { enabled: process.env.SESSION_BY === "cached cookie" } },
  plugins: process.env.SESSION_BY === "bearer" ? [bearer()] : [],
};
const { runMigrations } = await getMigrations(options);
await runMigrations();
const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
await reportOnDemand();
