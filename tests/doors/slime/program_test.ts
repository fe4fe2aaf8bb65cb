/** The program itself, as an operator starts it: a player registers, plays and is told when it stops. */
import { expect } from "expect";
import { SlimeClient } from "./client.ts";
import { PING } from "./wire.ts";

Deno.test("the running server takes a player in, and says SERVER_CLOSE at SIGTERM", async () => {
  const env = { PORT: "0", SLIME_PORT: "0", AUTH_PORT: "off", REALM_PORT: "off", DATA_DIR: "memory" };
  const folder = await Deno.makeTempDir();
  const program = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "-A", new URL("../../../main.ts", import.meta.url).pathname],
    cwd: folder,
    env: { ...env, HOST: "127.0.0.1", LOG_LEVEL: "error" },
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = program.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value: ready = "" } = await lines.read();
  const port = Number(/slime (\d+)/.exec(ready)?.[1]);

  using line = await SlimeClient.connect(port);
  const credentials = { username: "real_player", password: "password123", mac: "00-11-22-33-44-55" };
  expect(await line.register(credentials)).toBe(1);
  expect(await line.login({ ...credentials, password: "password124" })).toBe(3);
  const { username, spawn } = await line.enter(credentials);
  expect({ username, spawn }).toEqual({ username: "real_player", spawn: [160, 120, 1] });
  await line.send(PING);
  expect(await line.next()).toMatchObject({ id: PING });

  program.kill("SIGTERM");
  expect(await line.isTurnedAway()).toBe(true);
  line.close();
  await lines.cancel();
  expect((await program.status).code).toBe(0);
  await Deno.remove(folder);
});
