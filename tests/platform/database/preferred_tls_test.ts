import { expect } from "expect";
import { systemClock } from "../../../lib/platform/clock.ts";
import { createLog, type LogRecord } from "../../../lib/platform/log/log.ts";
import { decidePreferredTls } from "../../../lib/platform/database/preferred_tls.ts";
import { freePort } from "../../support/free_port.ts";

function decide(url: string) {
  const records: LogRecord[] = [];
  const log = createLog((record) => records.push(record));
  return decidePreferredTls(url, { clock: systemClock, log }).then((decided) => ({ decided, records }));
}

/** Answers the first message of each line with this text. */
function openServer(answer: string) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: number[][] = [];
  const serving = (async () => {
    for await (const line of listener) {
      const request = new Uint8Array(64);
      const count = await line.read(request);
      asked.push([...request.subarray(0, count ?? 0)]);
      if (answer !== "") await line.write(new TextEncoder().encode(answer));
      line.close();
    }
  })();
  return {
    url: `postgres://ada:secret@127.0.0.1:${listener.addr.port}/game`,
    asked,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
    },
  };
}

for (
  const [answer, mode, warnings] of [["S", "no-verify", 0], ["N", "disable", 1], ["E", "no-verify", 0], [
    "",
    "no-verify",
    0,
  ]] as const
) {
  Deno.test(`sslmode=prefer comes to ${mode} with a server that answers "${answer}"`, async () => {
    await using server = openServer(answer);
    const { decided, records } = await decide(`${server.url}?sslmode=prefer&application_name=x`);
    expect(decided).toBe(`${server.url}?sslmode=${mode}&application_name=x`);
    expect(server.asked).toEqual([[0, 0, 0, 8, 4, 210, 22, 47]]);
    expect(records).toHaveLength(warnings);
    expect(JSON.stringify(records)).not.toContain("secret");
  });
}

Deno.test("any other mode is left as it is, and nobody is asked", async () => {
  await using server = openServer("N");
  for (const url of [server.url, `${server.url}?sslmode=require`, `${server.url}?sslmode=disable`]) {
    expect((await decide(url)).decided).toBe(url);
  }
  expect(server.asked).toEqual([]);
});

Deno.test("a server that is away is taken for one with TLS", async () => {
  const url = `postgres://ada@127.0.0.1:${freePort()}/game`;
  expect((await decide(`${url}?sslmode=prefer`)).decided).toBe(`${url}?sslmode=no-verify`);
});
