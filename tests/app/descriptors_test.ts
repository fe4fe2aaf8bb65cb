import { expect } from "expect";
import { chooseDoorCaps, descriptorReserve, fitDoorCaps, readDescriptorLimit } from "../../lib/app/descriptors.ts";
import { createLog, type LogRecord } from "../../lib/platform/log/log.ts";

const WANTED = { http: 20_000, lines: 10_000 };

Deno.test("what the limit carries is taken as configured, and without a limit everything", () => {
  expect(fitDoorCaps(WANTED, 60_000, 3)).toEqual(WANTED);
  expect(fitDoorCaps(WANTED, null, 3)).toEqual(WANTED);
});

Deno.test("below it every door is smaller in proportion, and a reserve stays", () => {
  for (const limit of [256, 1_024, 4_096, 20_000]) {
    const caps = fitDoorCaps(WANTED, limit, 3);
    expect(caps.http + 3 * caps.lines).toBeLessThanOrEqual(limit - descriptorReserve(limit));
    expect(caps.http / caps.lines).toBeCloseTo(2, 1);
  }
  expect(descriptorReserve(1_024)).toBe(128);
});

Deno.test("an operator is told once, with what the limit has to be", () => {
  const records: LogRecord[] = [];
  const log = createLog((record) => records.push(record));
  chooseDoorCaps(WANTED, 1_024, 3, log);
  chooseDoorCaps(WANTED, 1_000_000, 3, log);
  expect(records.map(({ level, message }) => [level, message])).toEqual([
    [
      "warn",
      expect.stringMatching(/^The limit of open files is 1024: at most 358 HTTP .* 179 lines .* has to be 50512/),
    ],
  ]);
});

Deno.test({
  name: "the limit is the one that the system tells",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const { stdout } = await new Deno.Command("sh", { args: ["-c", "ulimit -n"] }).output();
    const told = new TextDecoder().decode(stdout).trim();
    expect(await readDescriptorLimit()).toBe(told === "unlimited" ? null : Number(told));
  },
});
