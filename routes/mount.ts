/** The one way to mount a call of a table: its body or query is read, and what comes of it answered, as the table says. */
import type { Context, Hono, MiddlewareHandler } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { z, ZodObject, ZodType } from "zod";
import { readBody, readOptionalBody } from "./body.ts";
import { type CallKey, callOf, type DescribedCall } from "./description/call.ts";
import type { HttpContext, HttpEnv } from "./http.ts";
import { readQuery } from "./strict.ts";

/** What matters here of what a table says of a call. */
type Told =
  & Pick<DescribedCall, "summary" | "query" | "body" | "bodyOptional" | "bodyBytesMax">
  & Partial<Pick<DescribedCall, "answers">>;
type Table<Call extends Told> = Readonly<Record<CallKey, Call>>;
type Called<Call extends Told> = Call & Pick<DescribedCall, "method" | "path" | "answers">;

/** Its body or its query, as the schema reads it; null for a body that may be left out, and is. */
type InputOf<Call extends Told> = Call extends { readonly body: ZodType }
  ? z.output<Call["body"]> | (Call extends { readonly bodyOptional: true } ? null : never)
  : Call extends { readonly query: ZodObject } ? z.output<Call["query"]>
  : undefined;

type PathOf<Key extends CallKey> = Key extends `${string} ${infer Path}` ? Path : never;

/**
 * @returns what is answered, under the status that the call names: `{}` where it is nothing; or an answer of its own,
 * where that is no JSON or has another status
 */
type Handler<Key extends CallKey, Call extends Told> = (
  c: Context<HttpEnv, PathOf<Key>>,
  input: InputOf<Call>,
) => unknown;

/** Adds a call of a table with what answers it. */
export interface On<Calls extends Table<Told>> {
  <Key extends CallKey & keyof Calls>(key: Key, handler: Handler<Key, Calls[Key]>): void;
  /** The same for calls that these stand before. */
  behind(...rules: readonly MiddlewareHandler<HttpEnv>[]): On<Calls>;
}

export type Mount<Call extends Told = Told> = <Calls extends Table<Call>>(table: Calls) => On<Calls>;

/** @param around is given each call to run, once what stands before it has let it pass */
export function createMount<Call extends Told>(
  routes: Hono<HttpEnv>,
  around: (c: HttpContext, call: Called<Call>, run: () => Promise<Response>) => Promise<Response> = (_c, _call, run) =>
    run(),
): Mount<Call> {
  const onOf = <Calls extends Table<Call>>(table: Calls, before: readonly MiddlewareHandler<HttpEnv>[]): On<Calls> => {
    const add = <Key extends CallKey & keyof Calls>(key: Key, handler: Handler<Key, Calls[Key]>): void => {
      const call = callOf(key, table[key]);
      const answer = async (c: HttpContext) => {
        const answered = await handler(c, await inputOf(c, call) as InputOf<Calls[Key]>);
        return answered instanceof Response ? answered : successOf(c, call, answered);
      };
      routes.on(call.method, [call.path], ...before, (c) => around(c, call, () => answer(c)));
    };
    return Object.assign(add, {
      behind: (...rules: readonly MiddlewareHandler<HttpEnv>[]) => onOf(table, [...before, ...rules]),
    });
  };
  return (table) => onOf(table, []);
}

async function inputOf(c: HttpContext, { query, body, bodyOptional, bodyBytesMax }: Told): Promise<unknown> {
  if (body !== undefined) {
    return bodyOptional === true ? await readOptionalBody(c, body) : await readBody(c, body, bodyBytesMax);
  }
  return query === undefined ? undefined : readQuery(c, query);
}

function successOf(c: HttpContext, { answers }: Pick<DescribedCall, "answers">, answer: unknown): Response {
  if (answers[204] !== undefined) return c.body(null, 204);
  return c.json(answer ?? {}, Number(Object.keys(answers)[0]) as ContentfulStatusCode);
}
