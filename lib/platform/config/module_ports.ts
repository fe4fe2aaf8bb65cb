/** The ports of native doors. Which doors there are is known once the game modules are loaded. */
import { ConfigError, showValue } from "./config_error.ts";
import type { Environment } from "./environment.ts";
import { findMisspelt, type Misspelt } from "./misspelt.ts";

export type ModulePort = number | "off";

export interface ModulePorts {
  /** As the file has them. */
  readonly inFile: Readonly<Record<string, ModulePort>>;
  /**
   * The port of a door: the variable wins, then the file's `ports`, then the module's default. 0 takes a free one.
   * @param variable ends in `_PORT`; `SLIME_PORT` is `ports.slime` in the file
   * @throws {ConfigError} when the variable holds neither a port nor "off"
   */
  portFor(variable: string, fallback: number): ModulePort;
  /** @throws {ConfigError} when the file names a door that no module has */
  verifyNames(variables: readonly string[]): void;
  /** The environment's variables that look like a slip for one of ours or one of the doors'. */
  misspelt(variables: readonly string[]): readonly Misspelt[];
}

export interface ModulePortsParts {
  /** The file's `ports`. */
  readonly ports: Readonly<Record<string, ModulePort>>;
  readonly env: Environment;
  /** Those of the settings. */
  readonly variables: readonly string[];
  readonly fileName: string;
}

export function createModulePorts({ ports, env, variables: settings, fileName }: ModulePortsParts): ModulePorts {
  return Object.freeze({
    inFile: ports,
    portFor(variable: string, fallback: number): ModulePort {
      const text = env[variable];
      if (text === undefined || text === "") {
        const name = portName(variable);
        return Object.hasOwn(ports, name) ? ports[name] ?? fallback : fallback;
      }
      if (text === "off") return "off";
      const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
      if (port <= 65_535) return port;
      throw new ConfigError(`${variable} is ${showValue(text)}, allowed: a whole number from 0 to 65535, or off`);
    },
    verifyNames(variables: readonly string[]): void {
      const known = variables.map(portName);
      const unknown = Object.keys(ports).find((name) => !known.includes(name));
      if (unknown === undefined) return;
      const value = showValue(ports[unknown]);
      throw new ConfigError(
        `ports.${unknown} in ${fileName} is ${value}, but there is no such door, allowed: ${known.join(", ")}`,
      );
    },
    misspelt: (variables: readonly string[]) => findMisspelt(env, [...settings, ...variables]),
  });
}

/** `SLIME_PORT` is `slime`, `MY_GAME_PORT` is `myGame`. */
function portName(variable: string): string {
  return variable.replace(/_PORT$/, "").toLowerCase().replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}
