/** A call as the description of the API knows it, beside the operators' own table in `routes/admin/calls.ts`. */
import type { ZodObject, ZodType } from "zod";
import type { ErrorCode } from "../../lib/platform/errors.ts";

export interface DescribedCall {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
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
  /** By status; null for an answer without a body. */
  readonly answers: Readonly<Record<number, ZodType | null>>;
  /** Of an answer that is not JSON. */
  readonly contentType?: string;
  /** Its list is also to be had as a file, by `?format=csv`. */
  readonly csv?: boolean;
  /** Beside those that follow from the rest. */
  readonly codes?: readonly ErrorCode[];
}
