/** Spans by `@opentelemetry/api`, which Deno exports where `OTEL_DENO` is `true`: https://docs.deno.com/runtime/fundamentals/open_telemetry/ */
import { type Attributes, context, propagation, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { hideOutgoingAddresses } from "./outgoing.ts";
import { codeOf, type SpanNotes, type SpanOptions, type Tracing } from "./tracing.ts";

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/; what has no name there is the program's own. */
const NAMES: Readonly<Record<keyof SpanNotes, string>> = {
  door: "gatehouse.door",
  rule: "gatehouse.rule",
  code: "gatehouse.code",
  method: "http.request.method",
  route: "http.route",
  status: "http.response.status_code",
  type: "gatehouse.message.type",
  game: "gatehouse.game",
  dialect: "gatehouse.dialect",
  result: "gatehouse.result",
  module: "gatehouse.module",
  hook: "gatehouse.hook",
};

export function createTracing(): Tracing {
  const tracer = trace.getTracer("gatehouse");
  hideOutgoingAddresses(tracer.startSpan("unused"));

  const start = (name: string, { kind = "internal", caller, notes = {} }: SpanOptions) => {
    const parent = caller?.traceparent === undefined ? context.active() : propagation.extract(context.active(), caller);
    const options = {
      kind: kind === "server" ? SpanKind.SERVER : SpanKind.INTERNAL,
      attributes: attributesOf(notes),
    };
    const span = tracer.startSpan(name, options, parent);
    return { span, within: trace.setSpan(parent, span) };
  };

  return {
    async span(name, options, run) {
      const { span, within } = start(name, options);
      try {
        return await context.with(within, () =>
          run((notes, better) => {
            if (better !== undefined) span.updateName(better);
            note(span, notes);
          }));
      } catch (error) {
        note(span, { code: codeOf(error) });
        throw error;
      } finally {
        span.end();
      }
    },
    begin(name, options) {
      const { span, within } = start(name, options);
      return {
        run: (work) => context.with(within, work),
        end(notes) {
          note(span, notes);
          span.end();
        },
      };
    },
  };
}

/** A refusal is an answer; only what is our own fault is an error. */
function note(span: Span, notes: SpanNotes): void {
  span.setAttributes(attributesOf(notes));
  if (notes.code === "internal" || (notes.status ?? 0) >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

function attributesOf(notes: SpanNotes): Attributes {
  const known = Object.entries(notes) as [keyof SpanNotes, string | number | null | undefined][];
  return Object.fromEntries(
    known.flatMap(([key, value]) => value === null || value === undefined ? [] : [[NAMES[key], value]]),
  );
}
