/** What `deploy/` says of the server is so. */
import { expect } from "expect";
import { startTestServer } from "../support/test_server.ts";
import denoJson from "../../deno.json" with { type: "json" };

const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
const START = denoJson.tasks.start.split(" ").filter((word) => word.startsWith("--allow") || word === "--no-prompt");

Deno.test("the dashboard asks for metrics that /metrics has, and no others", async () => {
  await using server = await startTestServer();
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type]) =>
    type === "histogram" ? `${name}_bucket` : name
  );
  const dashboard = await read("deploy/grafana.json");
  const asked = new Set([...dashboard.matchAll(/gatehouse_[a-z_]+/g)].map(([name]) => name));
  expect(asked.size).toBeGreaterThan(10);
  expect([...asked].filter((name) => !families.includes(name))).toEqual([]);
});

Deno.test("the process tells its version, its memory, its files, and how late its thread was", async () => {
  await using server = await startTestServer();
  const text = await (await fetch(`${server.url}/metrics`)).text();
  expect(text).toMatch(/^gatehouse_build_info\{version="[^"]+"\} 1$/m);
  expect(Number(/^gatehouse_resident_memory_bytes (\S+)$/m.exec(text)?.[1])).toBeGreaterThan(10_000_000);
  expect(text).toMatch(/^gatehouse_event_loop_delay_seconds \d/m);
});

Deno.test("the unit and the image start the program with the permissions of the start task", async () => {
  const [unit, image] = await Promise.all([read("deploy/gatehouse.service"), read("Containerfile")]);
  for (const word of START) {
    expect(unit).toContain(` ${word} `);
    expect(image).toContain(`"${word}"`);
  }
  expect(unit).toMatch(/^DynamicUser=yes$[\s\S]+^StateDirectory=gatehouse$[\s\S]+^TimeoutStopSec=15s$/m);
  expect(unit).toMatch(/^ProtectSystem=strict$/m);
  expect(image).toMatch(/^USER 10001$[\s\S]+^VOLUME \/data$[\s\S]+^HEALTHCHECK .*\/healthz/m);
});

/** Tenths: `systemd-analyze security` counts what a service may do from 0 to 10. */
const EXPOSURE_MAX = 20;

async function analyze(...args: string[]): Promise<{ code: number; said: string } | null> {
  try {
    const { code, stdout, stderr } = await new Deno.Command("systemd-analyze", { args }).output();
    return { code, said: new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout) };
  } catch {
    return null;
  }
}

Deno.test({
  name: "systemd finds nothing wrong in the unit, and its exposure is below 2",
  ignore: await analyze("--version") === null,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "gatehouse_unit_" });
    try {
      const unit = `${folder}/gatehouse.service`;
      // Where Deno lies on this machine: a program that is not there is a fault.
      await Deno.writeTextFile(
        unit,
        (await read("deploy/gatehouse.service")).replace("/usr/local/bin/deno", Deno.execPath()),
      );
      expect(await analyze("verify", "--man=no", unit)).toEqual({ code: 0, said: "" });
      const rated = await analyze("security", "--offline=true", `--threshold=${EXPOSURE_MAX}`, unit);
      expect(rated?.said).toMatch(/Overall exposure level for gatehouse\.service: [01]\.\d/);
      expect(rated?.code).toBe(0);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("the compose file refuses a missing secret in words: without any, podman-compose takes the mark for the secret", async () => {
  const needed = [...(await read("deploy/compose.yaml")).matchAll(/\$\{(\w+)([^}]*)\}/g)];
  expect(new Set(needed.map(([, name]) => name))).toEqual(new Set(["POSTGRES_PASSWORD", "MASTER_KEY", "ADMIN_TOKEN"]));
  for (const [whole, , words] of needed) expect([whole, words]).toEqual([whole, expect.stringMatching(/^:\?\w/)]);
});
