/** The description of every call, as OpenAPI 3.1 has it: https://spec.openapis.org/oas/v3.1.0 */
import { z, type ZodType } from "zod";
import type { ErrorCode } from "../../lib/platform/errors.ts";
import { STATUS_OF_CODE } from "../errors.ts";
import type { DescribedCall } from "./call.ts";
import { codesOf } from "./codes.ts";

type Json = Readonly<Record<string, unknown>>;

const PROBLEM = { $ref: "#/components/schemas/Problem" };

const SECURITY: Readonly<Record<DescribedCall["bearer"], readonly Json[]>> = {
  none: [],
  session: [{ session: [] }],
  server: [{ server: [] }],
  operator: [{ operator: [] }],
  server_or_none: [{}, { server: [] }],
  token: [{ token: [] }],
  server_or_token: [{ server: [] }, { token: [] }],
};

const SCHEMES = {
  session: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A player's session token." },
  server: { type: "http", scheme: "bearer", description: "A game server's key." },
  token: { type: "http", scheme: "bearer", description: "A login or character token of /auth." },
  operator: { type: "http", scheme: "bearer", description: "ADMIN_TOKEN, or the session token of an operator." },
};

/** RFC 9457, and what some codes tell beside it. */
const problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  permission: z.string().optional(),
});

export function describeApi(calls: readonly DescribedCall[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const call of calls) {
    (paths[templateOf(call.path)] ??= {})[call.method.toLowerCase()] = operationOf(call);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Gatehouse",
      version,
      summary: "One account for every door of a game.",
      description: "Errors are `application/problem+json` with a `code`, and the codes of each call stand beside its " +
        "statuses. A path answers another method with 405 `method_not_allowed`.",
      license: { name: "See LICENSE" },
    },
    servers: [{ url: "/" }],
    tags: [...new Set(calls.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: SCHEMES,
      schemas: { Problem: schemaOf(problem, "output") },
    },
  };
}

function operationOf(call: DescribedCall): Json {
  const { summary, bearer, permission, confirmed, query, body, bodyOptional } = call;
  const parameters = [
    ...pathParameters(call.path),
    ...(query === undefined ? [] : queryParameters(query)),
    ...keyParameter(call),
  ];
  return {
    operationId: operationIdOf(call),
    tags: [tagOf(call)],
    summary,
    ...(permission === undefined
      ? {}
      : { description: `Needs \`${permission}\`${confirmed === true ? ", and a session proven a moment ago" : ""}.` }),
    security: SECURITY[bearer],
    ...(permission === undefined ? {} : { "x-permission": permission }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : {
      requestBody: {
        required: bodyOptional !== true,
        content: { "application/json": { schema: schemaOf(body, "input") } },
      },
    }),
    responses: { ...successesOf(call), ...failuresOf(codesOf(call)) },
  };
}

function successesOf({ answers, contentType = "application/json", csv }: DescribedCall): Json {
  const file = csv === true ? { "text/csv": { schema: { type: "string" } } } : {};
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [status, {
      description: schema === null ? "Nothing to say" : "Done",
      ...(schema === null ? {} : { content: { [contentType]: { schema: schemaOf(schema, "output") }, ...file } }),
    }]),
  );
}

function failuresOf(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(codes, (code) => STATUS_OF_CODE[code]);
  return Object.fromEntries(
    [...byStatus].sort(([a], [b]) => a - b).map(([status, own]) => [String(status), {
      description: own.map((code) => `\`${code}\``).join(", "),
      "x-codes": own,
      content: {
        "application/problem+json": {
          schema: { allOf: [PROBLEM, { type: "object", properties: { code: { enum: own } } }] },
        },
      },
    }]),
  );
}

/** The `:id` of the routes is the `{id}` of the description. */
export function templateOf(path: string): string {
  return path.replace(/:([A-Za-z]+)/g, "{$1}");
}

/** Of operators' calls that may be sent twice. */
function keyParameter({ method, path }: DescribedCall): Json[] {
  if (method !== "POST" || !path.startsWith("/admin/api/")) return [];
  const schema = { type: "string", maxLength: 64 };
  return [{ name: "Idempotency-Key", in: "header", required: false, schema }];
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: ZodType): Json[] {
  const { properties = {}, required = [] } = schemaOf(query, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

/** What is checked by code alone is described as anything. */
function schemaOf(schema: ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" });
  return described;
}

function tagOf({ path }: DescribedCall): string {
  const [, first = "", second = "", third = ""] = path.split("/");
  if (first === "admin") return `operators: ${third}`;
  if (first === "api") return `players: ${second}`;
  return first === "auth" || first === ".well-known" ? "game servers" : "monitoring";
}

function operationIdOf({ method, path }: DescribedCall): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== "");
  return [method.toLowerCase(), ...words].join("_");
}
