import { expect } from "expect";
import { request } from "./http_harness.ts";
import { until } from "../../support/until.ts";
import { Client } from "./line_harness.ts";

/** Starts `starved_doors.ts` with a small table of file descriptors. */
async function startStarved() {
  const script = new URL("starved_doors.ts", import.meta.url).pathname;
  const command = `ulimit -n 64; exec "${Deno.execPath()}" run --no-prompt --allow-net --allow-read "${script}"`;
  const process = new Deno.Command("sh", { args: ["-c", command], stdout: "piped", stderr: "null" }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const readUntil = async (what: RegExp) => {
    for (let found = what.exec(text);; found = what.exec(text)) {
      if (found !== null) return found;
      const { done, value } = await reader.read();
      if (done) throw new Error(`Could not find ${what} in: ${text}`);
      text += value;
    }
  };
  const [, http, line] = await readUntil(/^(\d+) (\d+)\n/);
  return {
    ports: { http: Number(http), line: Number(line) },
    readUntil,
    async stop() {
      process.kill();
      await reader.cancel();
      await process.status;
    },
  };
}

const connect = async (port: number) => new Client(await Deno.connect({ hostname: "127.0.0.1", port }));

for (const flooded of ["http", "line"] as const) {
  Deno.test(`when connections to the ${flooded} door take the last descriptor, both doors live on`, async () => {
    const doors = await startStarved();
    const flood: Client[] = [];
    for (let count = 0; count < 100; count += 1) flood.push(await connect(doors.ports[flooded]));
    await doors.readUntil(/Could not accept a connection[^\n]*Too many open files/);
    for (const client of flood) client.close();

    // Not at once: that the others have gone is seen one by one.
    await until(async () => {
      const browser = await connect(doors.ports.http);
      await browser.send(request("GET /", ["Connection: close"])).catch(() => {});
      return (await browser.receiveAll()).includes("alive");
    });
    const player = await connect(doors.ports.line);
    await player.send("alive");
    expect(await player.receive(5)).toBe("alive");
    player.close();
    await doors.stop();
  });
}
