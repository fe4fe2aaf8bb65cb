/** A peer: `verify` with Express and jsonwebtoken. Prints its port and a token. */
import { reportOnDemand, require, SECRET } from "./peer.mjs";

const express = require("express");
const jwt = require("jsonwebtoken");

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
await reportOnDemand();
