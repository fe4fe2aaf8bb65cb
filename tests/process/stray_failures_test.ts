import { expect } from "expect";
import { call, startProcess, withFolder } from "./server.ts";

/** Nothing awaits what it starts, and nothing catches it. */
const CARELESS = `export default {
  id: "careless",
  name: "Careless",
  initialize({ routes }) {
    routes.post("/promise", (c) => {
      Promise.reject(new Error("a promise of a module"));
      return c.body(null, 204);
    });
    routes.post("/timer", (c) => {
      setTimeout(() => { throw new Error("a timer of a module"); });
      return c.body(null, 204);
    });
    routes.post("/route", () => { throw new Error("a route of a module"); });
  },
};`;

Deno.test("what a game module forgot to catch is logged, and ends nobody's game", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/careless.js`, CARELESS);
    await using server = await startProcess(folder, { DATA_DIR: "memory", GAME_MODULES: "careless.js" });
    for (const path of ["/promise", "/timer"]) {
      expect((await call(server, "POST", `/games/careless${path}`)).status).toBe(204);
    }
    const { status, json } = await call(server, "POST", "/games/careless/route");
    expect([status, json.code, json.requestId]).toEqual([500, "internal", expect.any(String)]);
    expect(JSON.stringify(json)).not.toContain("a route");
    expect((await call(server, "GET", "/readyz")).status).toBe(200);

    server.kill("SIGTERM");
    const { code, stderr } = await server.ended;
    expect(code).toBe(0);
    const errors = stderr.trim().split("\n").map((line) => JSON.parse(line)).filter(({ level }) => level === "ERROR");
    expect(errors.map(({ data }) => data.error.message).toSorted())
      .toEqual(["a promise of a module", "a route of a module", "a timer of a module"]);
    expect(errors.find(({ message }) => message === "A call failed")?.data.requestId).toBe(json.requestId);
  }));
