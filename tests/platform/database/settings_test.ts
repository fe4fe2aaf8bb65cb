import { expect } from "expect";
import { verifyMasterKey } from "../../../lib/platform/crypto/master_key.ts";
import { createSettingsStore } from "../../../lib/platform/database/settings.ts";
import { eachDatabase } from "../../support/test_database.ts";

const bytes = (...values: number[]) => new Uint8Array(values);

eachDatabase("a setting is written where there is none, and never over another", async (database) => {
  const settings = createSettingsStore(database.write);
  expect(await settings.find("color")).toBeNull();
  expect(await settings.insert("color", bytes(1, 2))).toBe(true);
  expect(await settings.insert("color", bytes(3))).toBe(false);
  expect(await settings.find("color")).toEqual(bytes(1, 2));
});

eachDatabase("of many that insert one setting at once, one succeeds", async (database) => {
  const settings = createSettingsStore(database.write);
  const results = await Promise.all([1, 2, 3, 4].map((value) => settings.insert("color", bytes(value))));
  expect(results.filter(Boolean)).toHaveLength(1);
});

eachDatabase("a setting is replaced only by those who know what it is", async (database) => {
  const settings = createSettingsStore(database.write);
  expect(await settings.replace("color", bytes(1), bytes(2))).toBe(false);
  await settings.insert("color", bytes(1));
  expect(await settings.replace("color", bytes(9), bytes(2))).toBe(false);
  const results = await Promise.all([2, 3, 4].map((value) => settings.replace("color", bytes(1), bytes(value))));
  expect(results.filter(Boolean)).toHaveLength(1);
});

eachDatabase("a wrong master key is refused by the database that was used with another", async (database) => {
  const settings = createSettingsStore(database.write);
  const key = new Uint8Array(32).fill(1);
  await verifyMasterKey(key, settings);
  await verifyMasterKey(key, settings);
  await expect(verifyMasterKey(new Uint8Array(32), settings)).rejects.toThrow("sealed under another");
});
