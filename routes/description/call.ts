/** A call as the description of the API knows it. */
import type { ZodObject, ZodType } from "zod";
import type { ErrorCode } from "../../lib/platform/errors.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface DescribedCall {
  readonly method: Method;
  /** Whole, with `:name` where something stands for itself. */
  readonly path: string;
  readonly summary: string;
  /** Whose bearer it takes; `server_or_none` depends on the settings, `token` is a login or character token. */
  readonly bearer: "none" | "session" | "server" | "operator" | "server_or_none" | "token" | "server_or_token";
  /** What an operator's role must have. */
  readonly permission?: string;
  /** The session must have proven its account a moment ago. */
  readonly confirmed?: boolean;
  readonly query?: ZodObject;
  readonly body?: ZodType;
  readonly bodyOptional?: boolean;
  /** Of a body that may be larger than others. */
  readonly bodyBytesMax?: number;
  /** By status; null for an answer without a body. */
  readonly answers: Readonly<Record<number, ZodType | null>>;
  /** Of an answer that is not JSON. */
  readonly contentType?: string;
  /** Its list is also to be had as a file, by `?format=csv`. */
  readonly csv?: boolean;
  /** Beside those that follow from the rest. */
  readonly codes?: readonly ErrorCode[];
}

/** How a table names a call. */
export type CallKey = `${Method} /${string}`;

/** What a table says of a call. */
export type Told<Call extends Pick<DescribedCall, "method" | "path" | "answers">> =
  & Omit<Call, "method" | "path" | "answers">
  & {
    /** Left out where nothing is answered: 204. */
    readonly answers?: Call["answers"];
  };

/** A handler is given one of them. */
export type OneInput = { readonly query?: never } | { readonly body?: never };

type Table = Readonly<
  Record<CallKey, Omit<Told<DescribedCall>, "bearer"> & Partial<Pick<DescribedCall, "bearer">> & OneInput>
>;

/** Keeps the types of their schemas. */
export function defineCalls<const Calls extends Table>(calls: Calls): Calls {
  return calls;
}

const NOTHING_ANSWERED = { 204: null } as const;

export function callOf<More extends object>(key: string, told: More) {
  const [method, path] = key.split(" ") as [Method, string];
  return { answers: NOTHING_ANSWERED, ...told, method, path };
}

/** @param bearer of those that name none of their own */
export function callsOf(bearer: DescribedCall["bearer"], table: Table): readonly DescribedCall[] {
  return Object.entries(table).map(([key, told]) => callOf(key, { bearer, ...told }));
}
