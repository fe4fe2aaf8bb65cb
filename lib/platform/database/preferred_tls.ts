/** `sslmode=prefer`, which the driver takes for "only with a known certificate": encrypted where the server can. */
import type { Clock } from "../clock.ts";
import type { Log } from "../log/log.ts";

const WAIT_MS = 5_000;
/** PostgreSQL, "Message Formats": SSLRequest, answered by one byte before any login. */
const SSL_REQUEST = Uint8Array.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);
const YES = "S".charCodeAt(0);
const NO = "N".charCodeAt(0);

/**
 * The URL with what `prefer` comes to on this server; any other URL as it is. A server that cannot be asked is taken for
 * one with TLS, so that nothing goes unencrypted by accident. As in libpq, no certificate is looked at.
 */
export async function decidePreferredTls(
  url: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<string> {
  const parsed = new URL(url);
  if (parsed.searchParams.get("sslmode") !== "prefer") return url;
  const answer = await askForTls(parsed, clock);
  if (answer === NO) {
    log.warn("The database takes no TLS, and DATABASE_URL says sslmode=prefer: what is sent to it is not encrypted");
  }
  parsed.searchParams.set("sslmode", answer === NO ? "disable" : "no-verify");
  return parsed.href;
}

/** The byte that the server answers; null without an answer in time. */
async function askForTls({ hostname, port }: URL, clock: Clock): Promise<number | null> {
  if (hostname === "") return NO; // a socket of this machine has no TLS
  try {
    using line = await Deno.connect({ hostname: hostname.replace(/^\[|\]$/g, ""), port: Number(port || 5432) });
    const cancel = clock.after(WAIT_MS, () => line.close());
    try {
      await line.write(SSL_REQUEST);
      const answer = new Uint8Array(1);
      await line.read(answer);
      return [YES, NO].find((known) => known === answer[0]) ?? null;
    } finally {
      cancel();
    }
  } catch {
    return null;
  }
}
