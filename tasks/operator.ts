/**
 * `deno task operator`: the first operator, and every other, from the machine itself. It works beside a running server.
 */
import { createCommandServices, openBesideServer } from "../lib/app/command.ts";
import { ROLES } from "../lib/domain/operators/permissions.ts";
import { systemClock } from "../lib/platform/clock.ts";
import { loadConfig, systemSources } from "../lib/platform/config/config.ts";
import { silentLog } from "../lib/platform/log/log.ts";
import { systemRandom } from "../lib/platform/random.ts";
import { fail } from "./support/end.ts";

const USAGE = `deno task operator invite [--role ${
  ROLES.slice(1).join("|")
}]   a link that makes whoever opens it an operator
deno task operator list                                            who operates
deno task operator role <username> <role>                          gives or takes a role
deno task operator second-factor <username> off                    for who lost it: an emergency`;

const OPERATOR_ROLES = ROLES.filter((role) => role !== "player");
type Services = ReturnType<typeof createCommandServices>;

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** @returns null for what is no command */
function parseCommand(args: readonly string[]): ((services: Services) => Promise<void>) | null {
  const [name, first, second, ...rest] = args;
  if (rest.length > 0) return null;
  if (name === "invite") {
    const given = first === undefined ? "admin" : first === "--role" ? second : first.replace(/^--role=/, "");
    const role = OPERATOR_ROLES.find((known) => known === given);
    if (role === undefined || (second !== undefined && first !== "--role")) return null;
    return async ({ invite }) => print((await invite(role)).url);
  }
  if (name === "list" && first === undefined) return list;
  if (name === "role" && first !== undefined) {
    const role = ROLES.find((known) => known === second);
    if (role === undefined) return null;
    return async ({ setRole }) => {
      await setRole(first, role);
      print(`${first} is ${role}`);
    };
  }
  if (name === "second-factor" && first !== undefined && second === "off") {
    return async ({ turnSecondFactorOff }) => {
      await turnSecondFactorOff(first);
      print(`${first} signs in without a second factor; every session of the account has ended`);
    };
  }
  return null;
}

async function list(services: Services): Promise<void> {
  const operators = await services.list();
  if (operators.length === 0) print("Nobody operates yet: deno task operator invite");
  for (const { id, username, role, lastLogin, secondFactor } of operators) {
    print([id, username, role, secondFactor ? "second factor" : "-", lastLogin?.toISOString() ?? "-"].join("\t"));
  }
}

async function run(args: readonly string[]): Promise<void> {
  const command = parseCommand(args);
  if (command === null) throw new Error(USAGE);
  const config = await loadConfig(systemSources());
  const kernel = { config, clock: systemClock, random: systemRandom, log: silentLog };
  const database = await openBesideServer(kernel);
  try {
    await command(createCommandServices({ ...kernel, database }));
  } finally {
    await database.close();
  }
}

await run(Deno.args).catch(fail);
