/** What took how long, as spans: a capability. What a span may say is this closed list: never who, and never from where. */
import { AppError } from "../errors.ts";

export interface SpanNotes {
  readonly door?: string;
  /** Which rule decided, as the login trail names it. */
  readonly rule?: string | null | undefined;
  /** The code of a refusal. */
  readonly code?: string | null | undefined;
  /** Of HTTP. */
  readonly method?: string;
  /** As the program knows it, such as `/admin/api/accounts/:id`; what stands in an address is a stranger's. */
  readonly route?: string;
  readonly status?: number;
  /** Of a message that the program knows. */
  readonly type?: string;
  readonly game?: string | null | undefined;
  readonly dialect?: string | null | undefined;
  readonly result?: string | undefined;
  /** Whose hook, and which. */
  readonly module?: string;
  readonly hook?: string;
}

export interface SpanOptions {
  /** Who asks from outside begins or continues a trace; default: a part of what runs. */
  readonly kind?: "server" | "internal";
  /** The caller's headers: https://www.w3.org/TR/trace-context/ */
  readonly caller?: { readonly traceparent?: string | undefined; readonly tracestate?: string | undefined };
  readonly notes?: SpanNotes;
}

/** Adds to what the span says; a `name` is the span's better one. */
export type Note = (notes: SpanNotes, name?: string) => void;

/** A span that is kept only once it is ended. */
export interface OpenSpan {
  /** Spans that begin meanwhile are parts of it. */
  run<T>(work: () => T): T;
  end(notes: SpanNotes): void;
}

export interface Tracing {
  /** What `run` throws stands in the span by its code, and goes on. */
  span<T>(name: string, options: SpanOptions, run: (note: Note) => Promise<T>): Promise<T>;
  begin(name: string, options: SpanOptions): OpenSpan;
}

const nothing: OpenSpan = { run: (work) => work(), end: () => {} };

/** Where nobody listens. */
export const noTracing: Tracing = {
  span: (_name, _options, run) => run(() => {}),
  begin: () => nothing,
};

/** What is no refusal of ours is `internal`. */
export function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : "internal";
}
