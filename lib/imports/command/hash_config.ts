/** Firebase's hash parameters, as its console shows them (`hash_config { … }`) or as JSON with the same keys. */
import type { FirebaseHash } from "../../platform/crypto/foreign/credential.ts";
import { UsageError } from "./arguments.ts";

type HashConfig = Pick<FirebaseHash, "signerKey" | "saltSeparator" | "rounds" | "memCost">;

/** @throws {UsageError} naming what is missing; never with the key */
export function parseHashConfig(text: string): HashConfig {
  const values = text.trimStart().startsWith("{") ? fromJson(text) : fromConsole(text);
  const word = (key: string) => {
    const value = values.get(key);
    if (value === undefined || value === "") throw new UsageError(`--hash-config lacks ${key}`);
    return value;
  };
  const number = (key: string) => {
    const value = Number(word(key));
    if (!Number.isInteger(value) || value < 1 || value > 64) {
      throw new UsageError(`--hash-config's ${key} is not from 1 to 64`);
    }
    return value;
  };
  if (word("algorithm").toUpperCase() !== "SCRYPT") {
    throw new UsageError(`--hash-config's algorithm is not SCRYPT, which is the only one that Firebase makes`);
  }
  return {
    signerKey: toBase64(word("base64_signer_key")),
    saltSeparator: toBase64(values.get("base64_salt_separator") ?? ""),
    rounds: number("rounds"),
    memCost: number("mem_cost"),
  };
}

function fromConsole(text: string): Map<string, string> {
  const inside = /\{([\s\S]*)\}/.exec(text)?.[1] ?? text;
  return new Map(
    [...inside.matchAll(/(\w+)"?\s*[:=]\s*"?([^",;\s}]*)"?/g)].map(([, key = "", value = ""]) => [key, value]),
  );
}

function fromJson(text: string): Map<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fromConsole(text);
  }
  const outer = parsed as Record<string, unknown>;
  const inner = (outer["hash_config"] ?? outer) as Record<string, unknown>;
  return new Map(Object.entries(inner).map(([key, value]) => [key, String(value)]));
}

function toBase64(text: string): string {
  return text.replaceAll("-", "+").replaceAll("_", "/");
}
