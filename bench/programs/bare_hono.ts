/** The least that an answer costs: one Hono route on `Deno.serve`. */
import { Hono } from "hono";
import { reportOnDemand } from "../support/self_report.ts";

const app = new Hono().get("/api/auth/verify", (c) => c.json({ success: true, userId: 1, username: "bench" }));
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: ({ port }) => console.log(port) }, app.fetch);
await reportOnDemand();
