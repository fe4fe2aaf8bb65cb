/** In which coding an answer may be sent (RFC 9110, 12.5.3 and 8.4.1). */

const CODINGS = ["br", "gzip"] as const;
export type Coding = (typeof CODINGS)[number];

/** The one that the client likes best of ours, brotli where it likes both alike; null is the bytes as they are. */
export function pickCoding(acceptEncoding: string | undefined): Coding | null {
  if (acceptEncoding === undefined) return null;
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim());
    weights.set(name === "x-gzip" ? "gzip" : name, weightOf(parameters));
  }
  const weigh = (coding: string) => weights.get(coding) ?? weights.get("*") ?? 0;
  const [best] = CODINGS.filter((coding) => weigh(coding) > 0).toSorted((a, b) => weigh(b) - weigh(a));
  return best !== undefined && weigh(best) >= (weights.get("identity") ?? 0) ? best : null;
}

function weightOf(parameters: readonly string[]): number {
  const [, text] = parameters.map((parameter) => /^q\s*=\s*([01](?:\.\d{0,3})?)$/.exec(parameter)).find(Boolean) ?? [];
  return text === undefined ? 1 : Number(text);
}
