/** Every call that `/openapi.json` describes, made with what its own schema asks for: also those that are yet to come. */
import type { TestServer } from "./test_server.ts";

interface EveryCallBearers {
  /** Anew for each call, as one of them may end those before. */
  readonly session: () => Promise<string>;
  readonly server: string;
  readonly token: string;
  readonly operator: string;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minimum?: number;
}

interface Operation {
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** What a word of this name may be, where its schema says only that it is one. Several: each is asked. */
const WORDS: Readonly<Record<string, readonly unknown[]>> = {
  search: ["mar", "2", "character:mar", "steam:7", "192.0.2.0/24", "00:1a:2b:3c:4d:5e"],
  address: ["192.0.2.7"],
  network: ["192.0.2.0/24"],
  ip: ["192.0.2.7"],
  mac: ["00:1a:2b:3c:4d:5e"],
  value: ["198.51.100.7"],
  email: ["mara@example.com"],
  username: ["mara"],
  name: ["mara"],
  password: ["correct horse"],
  currentPassword: ["correct horse"],
  newPassword: ["correct horse battery"],
  gameId: ["slime"],
  game_id: ["slime"],
  game: ["slime"],
  door: ["http"],
  url: ["https://example.com/hook"],
  until: ["2100-01-01T00:00:00Z"],
  from: ["2020-01-01T00:00:00Z"],
  to: ["2100-01-01T00:00:00Z"],
  since: ["0"],
  role: ["viewer"],
  after: ["5"],
  limit: ["5"],
  minutes: ["60"],
  account: ["1"],
  account_id: ["1"],
  action: ["login_succeeded"],
  actor: ["account:1"],
  session_key: ["00112233445566778899aabbccddeeff"],
  events: [["server.offline"]],
};

const METHODS = ["get", "put", "post", "patch", "delete"];

/** Of each part reads before what writes, and deletions last. @returns the calls with their statuses, each path by its template */
export async function callEverything(server: TestServer, bearers: EveryCallBearers): Promise<string[]> {
  const { paths } = await (await fetch(`${server.url}/openapi.json`)).json() as {
    paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const statuses: string[] = [];
  for (const part of [isPlayers, isEntrance, isOperators]) {
    for (const method of METHODS) {
      for (const [path, { [method]: operation }] of Object.entries(paths)) {
        if (operation === undefined || !part(path) || isEndless(path)) continue;
        for (const query of queriesOf(operation)) {
          const status = await call(server, { method, path, operation, query, bearers });
          statuses.push(`${status} ${method.toUpperCase()} ${path}${query}`);
        }
      }
    }
  }
  return statuses;
}

/** What changes a password comes behind the calls that need it, and what operators do to players behind both. */
const isEntrance = (path: string) => path.startsWith("/api/auth");
const isOperators = (path: string) => path.startsWith("/admin");
const isPlayers = (path: string) => !isEntrance(path) && !isOperators(path);

/** Streams end when their reader does, and what ends the bearers of all other calls is not made. */
function isEndless(path: string): boolean {
  return /\/live$|\/revocations$|\/events$|logout/.test(path);
}

async function call(
  server: TestServer,
  of: { method: string; path: string; operation: Operation; query: string; bearers: EveryCallBearers },
): Promise<number> {
  const [scheme] = of.operation.security.flatMap((choice) => Object.keys(choice));
  const kept = scheme === undefined ? undefined : of.bearers[scheme as keyof EveryCallBearers];
  const bearer = typeof kept === "function" ? await kept() : kept;
  const schema = of.operation.requestBody?.content["application/json"]?.schema;
  const path = of.path.replace("/games/{id}", "/games/slime").replace(/\{\w+\}/g, "1");
  const response = await fetch(`${server.url}${path}${of.query}`, {
    method: of.method.toUpperCase(),
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(schema === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(schema === undefined ? {} : { body: JSON.stringify(sample(schema, "")[0] ?? {}) }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Without any, each parameter by itself with each of its values, and all together. */
function queriesOf({ parameters = [] }: Operation): string[] {
  const own = parameters.filter((parameter) => parameter.in === "query");
  const each = own.map(({ name, schema }) => sample(schema, name).map((value) => [name, String(value)] as const));
  const together = each.flatMap((values) => values.slice(0, 1));
  const queries = ["", ...each.flat().map((one) => `?${new URLSearchParams([[...one]])}`)];
  return together.length < 2 ? queries : [...queries, `?${new URLSearchParams(together.map((one) => [...one]))}`];
}

function sample(schema: Schema, name: string): readonly unknown[] {
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum !== undefined) return schema.enum;
  const choice = schema.anyOf ?? schema.oneOf;
  const words = WORDS[name];
  if (words !== undefined) return words;
  if (choice !== undefined) return sample(choice[0]!, name);
  if (schema.properties !== undefined) {
    return [Object.fromEntries(
      Object.entries(schema.properties).map(([key, property]) => [key, sample(property, key)[0]]),
    )];
  }
  const type = typeof schema.type === "object" ? schema.type[0] : schema.type;
  if (type === "array") return [schema.items === undefined ? [] : [sample(schema.items, name)[0]]];
  if (type === "integer" || type === "number") return [Math.max(1, schema.minimum ?? 1)];
  if (type === "boolean") return [true];
  return type === "object" ? [{}] : ["mara"];
}
