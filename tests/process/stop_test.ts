import { expect } from "expect";
import { repeat, systemClock } from "../../lib/platform/clock.ts";
import { run } from "./program.ts";
import { PASSWORD, register, startProcess, withFolder } from "./server.ts";

const decoder = new TextDecoder();

/** What comes until `ending`, or until the line is closed. */
async function readUntil(line: Deno.Conn, ending: string | null): Promise<string> {
  const buffer = new Uint8Array(4_096);
  let text = "";
  while (ending === null || !text.endsWith(ending)) {
    const count = await line.read(buffer);
    if (count === null) break;
    text += decoder.decode(buffer.subarray(0, count));
  }
  return text;
}

/** A signed-in socket. @returns with what it will be closed */
async function openSocket(port: number, token: string): Promise<{ closed: Promise<CloseEvent> }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`);
  const closed = new Promise<CloseEvent>((resolve) => socket.onclose = resolve);
  await new Promise((resolve) => socket.onopen = resolve);
  const answer = new Promise<MessageEvent>((resolve) => socket.onmessage = resolve);
  socket.send(JSON.stringify({ type: "auth", token }));
  expect(JSON.parse((await answer).data)).toMatchObject({ type: "auth_success" });
  return { closed };
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`${signal} ends the server in order, with requests and lines of every door open`, () =>
    withFolder(async (folder) => {
      await using server = await startProcess(folder, { DATA_DIR: "memory" });
      expect(server.readyLine).toMatch(
        /^Gatehouse is ready: http:\/\/127\.0\.0\.1:\d+, slime \d+, auth \d+, realm \d+$/,
      );
      const port = server.ports["http"]!;
      const { closed } = await openSocket(port, await register(server, "ada"));
      const natives = await Promise.all(
        ["slime", "auth", "realm"].map((door) => Deno.connect({ hostname: "127.0.0.1", port: server.ports[door]! })),
      );

      // A login in hand: the server has asked for its body.
      const login = await Deno.connect({ hostname: "127.0.0.1", port });
      const body = JSON.stringify({ username: "ada", password: PASSWORD });
      const request = "POST /api/auth/login HTTP/1.1\r\nhost: localhost\r\nexpect: 100-continue\r\n" +
        `content-length: ${body.length}\r\n\r\n`;
      await login.write(new TextEncoder().encode(request));
      expect(await readUntil(login, "\r\n\r\n")).toContain("100 Continue");

      const signalledAt = performance.now();
      server.kill(signal);
      expect((await closed).code).toBe(1001);
      server.kill("SIGINT"); // an impatient operator changes nothing
      for (const native of natives) {
        await readUntil(native, null);
        native.close();
      }
      await login.write(new TextEncoder().encode(body));
      const answer = await readUntil(login, null);
      login.close();
      expect(answer).toContain("200 OK");
      expect(answer).toContain('"username":"ada"');

      const { code, stdout, stderr } = await server.ended;
      expect([code, stdout]).toEqual([0, `${server.readyLine}\n`]);
      expect(stderr.match(/"Stopping"/g)).toHaveLength(1);
      expect(performance.now() - signalledAt).toBeLessThan(10_000);
      await expect(Deno.connect({ hostname: "127.0.0.1", port })).rejects.toThrow();
    }));
}

Deno.test("a signal that comes before the server is ready ends it in order, too", () =>
  withFolder(async (folder) => {
    const slow = `${folder}/slow.js`;
    await Deno.writeTextFile(
      slow,
      `export default { id: "slow", name: "Slow", async initialize({ log }) {
        log.info("Taking my time");
        await new Promise((resolve) => setTimeout(resolve, 30_000));
      } };`,
    );
    const program = run("main.ts", folder, { PORT: "0", DATA_DIR: "memory", GAME_MODULES: slow });
    await program.logLine(/Taking my time/);
    program.kill("SIGTERM");
    expect((await program.ended).code).toBe(0);
  }));

Deno.test("a game that never gives the thread back does not keep a signal from ending it", () =>
  withFolder(async (folder) => {
    const block = `${folder}/block.js`;
    await Deno.writeTextFile(
      block,
      `export default { id: "block", name: "Block", initialize() {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      } };`,
    );
    const start = async () => {
      const program = run("main.ts", folder, { PORT: "0", DATA_DIR: "memory", GAME_MODULES: block });
      await program.logLine(/blocked by the game module block, in initialize/);
      program.kill("SIGTERM");
      await program.logLine(/The thread is blocked and hears no SIGTERM/);
      return program;
    };
    const signalledAt = performance.now();
    const [patient, hurried] = await Promise.all([start(), start()]);
    // One that comes right behind the first is the same Ctrl-C.
    const stop = repeat(systemClock, 100, () => {
      try {
        hurried.kill("SIGINT");
      } catch {
        // It has ended.
      }
    });
    const { stderr } = await hurried.ended.finally(stop);
    expect(stderr).toContain("SIGINT was a second signal");
    expect(performance.now() - signalledAt).toBeLessThan(9_000);
    expect((await patient.ended).stderr).toContain(
      "The process is ended by force: the thread did not end it within 9.5 s",
    );
  }));
