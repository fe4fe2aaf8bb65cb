import { expect } from "expect";
import { createModulePorts } from "../../../lib/platform/config/module_ports.ts";
import { loadConfig } from "../../../lib/platform/config/config.ts";

const fileName = "config/server.json";

Deno.test("a port is the variable's, else the file's, else the module's", () => {
  const ports = createModulePorts({
    ports: { slime: 1, myGame: "off", realm: 3 },
    env: { SLIME_PORT: "0", REALM_PORT: "", AUTH_PORT: "off" },
    variables: [],
    fileName,
  });
  expect(ports.portFor("SLIME_PORT", 5555)).toBe(0);
  expect(ports.portFor("MY_GAME_PORT", 7000)).toBe("off");
  expect(ports.portFor("REALM_PORT", 23115)).toBe(3);
  expect(ports.portFor("AUTH_PORT", 6600)).toBe("off");
  expect(ports.portFor("OTHER_PORT", 7001)).toBe(7001);
  expect(ports.portFor("CONSTRUCTOR_PORT", 7002)).toBe(7002);
});

Deno.test("a variable that holds neither a port nor off is refused", () => {
  for (const text of ["5555x", "-1", "65536", "OFF", "1e3", "0x10"]) {
    const ports = createModulePorts({ ports: {}, env: { SLIME_PORT: text }, variables: [], fileName });
    expect(() => ports.portFor("SLIME_PORT", 5555)).toThrow(
      `SLIME_PORT is "${text}", allowed: a whole number from 0 to 65535, or off`,
    );
  }
});

Deno.test("a door in the file that no module has is refused by name", () => {
  const ports = createModulePorts({ ports: { slime: 1, slmie: 2 }, env: {}, variables: [], fileName });
  expect(() => ports.verifyNames(["SLIME_PORT", "SLMIE_PORT"])).not.toThrow();
  expect(() => ports.verifyNames(["SLIME_PORT", "AUTH_PORT"])).toThrow(
    "ports.slmie in config/server.json is 2, but there is no such door, allowed: slime, auth",
  );
});

Deno.test("the file's ports are checked when it is read", async () => {
  const load = (text: string) => loadConfig({ env: {}, readFile: () => text, workingFolder: "/" });
  expect((await load('{"ports": {"slime": "off"}}')).ports.portFor("SLIME_PORT", 5555)).toBe("off");
  await expect(load('{"ports": {"slime": 65536}}')).rejects.toThrow("ports.slime in config/server.json is 65536");
});

Deno.test("a variable one letter from ours is noticed, by its name alone", async () => {
  const env = {
    SLIME_PROT: "5555",
    DATABASE_UR: "postgres://a:secret@b/c",
    PATH: "/bin",
    HOST: "::1",
    SLIME_PORTAL: "x",
    LOG_LEVE: "",
  };
  const config = await loadConfig({ env, readFile: () => null, workingFolder: "/work" });
  expect(config.ports.misspelt(["SLIME_PORT"])).toEqual([
    { name: "SLIME_PROT", meant: "SLIME_PORT" },
    { name: "DATABASE_UR", meant: "DATABASE_URL" },
  ]);
});
