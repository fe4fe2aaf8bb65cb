/**
 * Which tokens died before their time, followed as server-sent events from `GET /auth/revocations`. Whoever has heard
 * nothing for too long knows nothing: see `isCurrent`.
 */

/** The server gives a sign of life every 5 s. */
const SILENCE_MS_MAX = 10_000;
const RETRY_MS = 1_000;
/** A page of the feed has a thousand entries of some 200 characters. */
const EVENT_CHARACTERS_MAX = 1_000_000;

/**
 * @param {{ baseUrl: string, fetch: typeof fetch, now: () => number, onChange?: () => void }} parts
 * `onChange` runs after each piece of news
 */
export function followRevocations({ baseUrl, fetch, now, onChange = () => {} }) {
  /** When each dead family, and each rotated token, would have expired by itself. @type {Map<string, number>} */
  const deadFamilies = new Map();
  /** @type {Map<string, number>} */
  const deadTokens = new Map();
  let stalenessMsMax = 15_000;
  let currentAtMs = -Infinity;
  let position = "";
  let stopped = false;
  let aborting = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {{ event: string, data: string, id: string }} message */
  const take = ({ event, data, id }) => {
    const json = JSON.parse(data);
    if (event === "terms") stalenessMsMax = json.max_staleness_seconds * 1_000;
    if (event === "current") currentAtMs = now();
    if (event === "revocations") {
      for (const { sid, token_sha256, expires_at } of json.revocations) {
        const [dead, name] = token_sha256 === null ? [deadFamilies, sid] : [deadTokens, token_sha256];
        dead.set(name, Math.max(dead.get(name) ?? 0, Date.parse(expires_at)));
      }
      for (const dead of [deadFamilies, deadTokens]) forgetExpired(dead, now());
      if (id !== "") position = id;
    }
    onChange();
  };

  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(() => aborting.abort(), SILENCE_MS_MAX);
  };

  const readOnce = async () => {
    aborting = new AbortController();
    watch();
    /** @type {Record<string, string>} */
    const headers = { accept: "text/event-stream" };
    if (position !== "") headers["last-event-id"] = position;
    const response = await fetch(`${baseUrl}/auth/revocations`, { headers, signal: aborting.signal });
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    for await (const message of readEvents(response.body)) {
      watch();
      take(message);
    }
  };

  const run = async () => {
    while (!stopped) {
      await readOnce().catch(() => {}); // what is missed shows: nothing is current any more
      clearTimeout(timer);
      if (!stopped) await new Promise((resolve) => timer = setTimeout(resolve, RETRY_MS));
    }
  };
  run();

  return {
    /** Whether everything is known that was revoked up to `max_staleness_seconds` ago. */
    isCurrent: () => now() - currentAtMs <= stalenessMsMax,
    /** Since when nothing is known, milliseconds; endless for one who has never heard anything. */
    silentMs: () => now() - currentAtMs,
    /** @param {string} sid */
    isFamilyDead: (sid) => deadFamilies.has(sid),
    /** @param {string} hash */
    isTokenDead: (hash) => deadTokens.has(hash),
    /** Without this a program does not end. */
    stop() {
      stopped = true;
      aborting.abort();
      clearTimeout(timer);
    },
  };
}

/** @param {Map<string, number>} dead @param {number} nowMs */
function forgetExpired(dead, nowMs) {
  for (const [name, expiresAtMs] of dead) if (expiresAtMs <= nowMs) dead.delete(name);
}

/**
 * As much of https://html.spec.whatwg.org/multipage/server-sent-events.html as Gatehouse uses: one line of data each.
 * @param {ReadableStream<Uint8Array>} body
 */
async function* readEvents(body) {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > EVENT_CHARACTERS_MAX) throw new Error("Could not read the revocations: an event is too long");
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n").map((line) => line.split(/: ?(.*)/s));
      text = text.slice(end + 2);
      const field = (/** @type {string} */ name) => lines.find(([key]) => key === name)?.[1] ?? "";
      if (field("data") !== "") yield { event: field("event"), data: field("data"), id: field("id") };
    }
  }
}
