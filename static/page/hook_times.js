/** How often each game's hooks ran, and for how long: from the server's metrics. */
/** Of Prometheus' text: https://prometheus.io/docs/instrumenting/exposition_formats/ */
const READING = /^gatehouse_module_(calls|seconds)_total\{module="([^"]+)",work="([^"]+)"\} (\S+)$/gm;

/**
 * How long the game modules' code took, for who writes one: from the server's `/metrics`, read after each message. It
 * imports nothing: what this shares with the page's first scripts would be one more file of them, for everybody.
 *
 * @typedef {{ module: string, work: string, calls: number, seconds: number }} Work
 * @param {{
 *   place: HTMLElement,
 *   metricsUrl: URL | null,
 *   say: typeof import("./texts.js").say,
 *   textElement: typeof import("./elements.js").textElement,
 * }} parts
 */
export function createHookTimes({ place, metricsUrl, say, textElement }) {
  /** @type {Map<string, Work>} */
  let before = new Map();
  /** Milliseconds of the latest call of each, where there was one since the page came. @type {Map<string, number>} */
  const latest = new Map();
  let isReading = false;
  let isWanted = false;

  const refresh = async () => {
    isWanted = true;
    if (isReading) return;
    isReading = true;
    while (isWanted) {
      isWanted = false;
      const works = await read(metricsUrl);
      if (works === null) place.replaceChildren(textElement("p", say("live.hooksUnread")));
      else show(works);
    }
    isReading = false;
  };

  /** @param {Map<string, Work>} works */
  const show = (works) => {
    for (const [key, { calls, seconds }] of works) {
      const known = before.get(key) ?? { calls: 0, seconds: 0 };
      const more = calls - known.calls;
      if (more > 0 && before.size > 0) latest.set(key, (seconds - known.seconds) / more * 1_000);
    }
    before = works;
    const rows = [...works].filter(([, { calls }]) => calls > 0).map(([key, { module, work, calls, seconds }]) => [
      `${module}: ${work.replaceAll("_", " ")}`,
      String(calls),
      latest.has(key) ? inMs(latest.get(key) ?? 0) : "–",
      inMs(seconds / calls * 1_000),
    ]);
    if (rows.length === 0) return place.replaceChildren(textElement("p", say("live.hooksNone")));
    const table = document.createElement("table");
    const heads = [say("live.hook"), say("live.hookCalls"), say("live.hookLatest"), say("live.hookMean")];
    table.append(rowOf("th", heads), ...rows.map((cells) => rowOf("td", cells)));
    place.replaceChildren(table);
  };

  /** @param {"th" | "td"} kind @param {string[]} cells */
  const rowOf = (kind, cells) => {
    const row = document.createElement("tr");
    row.append(...cells.map((cell) => textElement(kind, cell)));
    return row;
  };

  return { refresh };
}

/** @param {URL | null} url @returns {Promise<Map<string, Work> | null>} null where the server does not tell */
async function read(url) {
  const response = url === null ? null : await fetch(url).catch(() => null);
  if (response?.ok !== true) return null;
  const works = new Map();
  for (const [, what = "", module = "", work = "", value] of (await response.text()).matchAll(READING)) {
    const key = `${module} ${work}`;
    works.set(key, { module, work, calls: 0, seconds: 0, ...works.get(key), [what]: Number(value) });
  }
  return works;
}

/** @param {number} ms */
function inMs(ms) {
  return ms.toLocaleString(undefined, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
}
