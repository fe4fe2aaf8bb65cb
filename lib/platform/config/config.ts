/**
 * The configuration: `config/server.json` where it exists, then environment variables, which win. Nothing else in the
 * program reads either. `docs/configuration.md` lists every key.
 */
import type { z } from "zod";
import { parseConfigFile } from "./config_file.ts";
import { ConfigError, describeIssue } from "./config_error.ts";
import { type Environment, overlayEnvironment } from "./environment.ts";
import { createModulePorts, type ModulePorts } from "./module_ports.ts";
import { resolvePath } from "./parsers.ts";
import { createSchema } from "./schema.ts";
import { verifyMail } from "./schema_mail.ts";
import { listSettings } from "./setting_list.ts";
import { deepFreeze, type DeepReadonly } from "./tree.ts";

export { ConfigError } from "./config_error.ts";
export type { ModulePort, ModulePorts } from "./module_ports.ts";
export { Secret } from "./secret.ts";

type Settings = z.output<ReturnType<typeof createSchema>>;
type AuthSettings = Settings["auth"];

/** Frozen to the last leaf. Secrets print as `[redacted]`; paths are absolute. */
export type Config = DeepReadonly<
  Omit<Settings, "ports" | "auth"> & {
    auth: Omit<AuthSettings, "jwtExpiration"> & { jwtExpirationSeconds: number };
    ports: ModulePorts;
  }
>;

interface ConfigSources {
  readonly env: Environment;
  /** The file's text, or null where there is none. */
  readonly readFile: (path: string) => string | null;
  /** Where relative paths begin. */
  readonly workingFolder: string;
}

const FILE_NAME = "config/server.json";

/** @throws {ConfigError} whose message, one line, names the first key that is wrong, its value, and what is allowed */
export async function loadConfig({ workingFolder, ...sources }: ConfigSources): Promise<Config> {
  return await createConfigLoader(workingFolder)(sources);
}

/** For one configuration after another, from one folder: the schema is nearly all that a configuration costs. */
export function createConfigLoader(
  workingFolder: string,
): (sources: Omit<ConfigSources, "workingFolder">) => Promise<Config> {
  const schema = createSchema(workingFolder);
  const settings = listSettings(schema);
  return async ({ env, readFile }) => {
    const fileName = env["GATEHOUSE_CONFIG"] || FILE_NAME;
    const text = readFile(resolvePath(fileName, workingFolder));
    if (text === null && fileName !== FILE_NAME) {
      throw new ConfigError(`GATEHOUSE_CONFIG is "${fileName}", allowed: a file that exists`);
    }
    const file = text === null ? {} : await parseConfigFile(text, fileName);
    const { given, variables } = overlayEnvironment(file, settings, env);
    const result = schema.safeParse(given);
    if (!result.success) {
      throw describeIssue(result.error.issues[0]!, { settings, given, variables, fileName });
    }
    const { auth: { jwtExpiration, ...auth }, ports, ...rest } = result.data;
    if (rest.databaseUrl !== null && rest.masterKey === null) {
      throw new ConfigError(
        "MASTER_KEY is missing, allowed: 32 bytes in Base64; with DATABASE_URL it must be set, the same on every instance",
      );
    }
    verifyMail(rest);
    return deepFreeze({
      ...rest,
      auth: { ...auth, jwtExpirationSeconds: jwtExpiration },
      ports: createModulePorts({
        ports,
        env,
        variables: ["GATEHOUSE_CONFIG", ...settings.flatMap(({ variable }) => variable ?? [])],
        fileName,
      }),
    });
  };
}

/** The process's own environment and files. */
export function systemSources(): ConfigSources {
  return { env: Deno.env.toObject(), readFile: readTextFile, workingFolder: Deno.cwd() };
}

function readTextFile(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw new ConfigError(`${path} cannot be read (${error instanceof Error ? error.message : "unknown error"})`);
  }
}
