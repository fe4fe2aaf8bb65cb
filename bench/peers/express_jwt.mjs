/** A peer: `verify` with Express and jsonwebtoken, on Node. Prints its port and a token. */
import { Buffer } from "node:buffer";
import { createSecretKey } from "node:crypto";
import { createRequire } from "node:module";
import process from "node:process";

// By name: they are installed where this is run, and none of the program's own.
const require = createRequire(import.meta.url);
const express = require("express");
const jwt = require("jsonwebtoken");

const TEXT = "a secret of more than thirty-two bytes for the bench";
/** A text, which most give, is tried as a public key at every call: that costs several times what the rest does. */
const SECRET = process.env.SECRET_AS === "key" ? createSecretKey(Buffer.from(TEXT)) : TEXT;
const CLAIMS = { issuer: "gatehouse", audience: "gatehouse", algorithms: ["HS256"] };

const app = express();
app.get("/api/auth/verify", (request, response) => {
  const [scheme, token = ""] = (request.get("authorization") ?? "").split(" ");
  response.set("cache-control", "no-store");
  try {
    if (scheme !== "Bearer") throw new Error("no token");
    const { sub, username } = jwt.verify(token, SECRET, CLAIMS);
    response.json({ success: true, userId: Number(sub), username });
  } catch {
    response.status(401).json({ code: "invalid_token" });
  }
});

const token = jwt.sign({ sub: "1", username: "bench", sid: crypto.randomUUID(), jti: crypto.randomUUID() }, SECRET, {
  issuer: CLAIMS.issuer,
  audience: CLAIMS.audience,
  expiresIn: "1h",
});
const server = app.listen(0, "127.0.0.1", () => console.log(`${server.address().port} ${token}`));
