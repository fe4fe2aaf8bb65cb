/**
 * The runtime makes spans of its own for what the program fetches, and writes the whole address into them: a provider's key
 * or a ticket may stand there. Nothing turns that off but a sampler of the operator's, so the attributes are left out where
 * spans take them.
 */
import type { AttributeValue, Span } from "@opentelemetry/api";

const HIDDEN: ReadonlySet<string> = new Set(["url.full", "url.path", "url.query", "server.address"]);

/** @param span any: they are all of one class */
export function hideOutgoingAddresses(span: Span): void {
  const prototype = Object.getPrototypeOf(span) as Span;
  const { setAttribute } = prototype;
  prototype.setAttribute = function (this: Span, key: string, value: AttributeValue) {
    return HIDDEN.has(key) ? this : setAttribute.call(this, key, value);
  };
}
