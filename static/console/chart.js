// @ts-types="./uplot.d.ts"
import uPlot from "../vendor/uplot/uPlot.esm.js";
import { h } from "./h.js";
import { locale, t } from "./texts.js";

const HEIGHT = 150;
const FEW = 10;
/** What is counted has no halves. */
const WHOLE = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].flatMap((unit) => [unit, 2 * unit, 5 * unit]);
/** What went well, what did not, what was turned away: as everywhere in the console. */
const COLORS = ["--good", "--accent-shade", "--danger", "--line-4", "--line-5", "--line-6"];

/**
 * Lines over time, a point a minute; gaps stay gaps.
 *
 * @param {string} title
 * @param {readonly string[]} names of the lines
 * @param {readonly (readonly (number | null)[])[]} columns the times in seconds, then each line's values
 * @param {{ minutes: number, signal: AbortSignal }} parts how far back it reaches, whatever was measured of it
 */
export function createChart(title, names, columns, { minutes, signal }) {
  const place = h("div", { class: "chart", role: "img", "aria-label": describe(title, names, columns) });
  const style = () => getComputedStyle(document.documentElement);
  /** @type {uPlot | null} */
  let plot = null;
  const draw = () => {
    plot?.destroy();
    const ink = colorOf(style(), "--ink-soft");
    const grid = { stroke: colorOf(style(), "--edge"), width: 1 };
    const axis = { stroke: ink, font: "12px sans-serif", grid, ticks: grid };
    plot = new uPlot(
      {
        width: Math.max(place.clientWidth, 200),
        height: HEIGHT,
        cursor: { y: false, drag: { x: false, y: false } },
        legend: { live: true },
        scales: {
          x: { range: () => [Date.now() / 1_000 - minutes * 60, Date.now() / 1_000] },
          y: {
            range: (
              /** @type {unknown} */ _plot,
              /** @type {number | null} */ low,
              /** @type {number | null} */ high,
            ) => [Math.min(0, low ?? 0), Math.max(1, (high ?? 0) * 1.1)],
          },
        },
        axes: [{
          ...axis,
          values: (/** @type {unknown} */ _plot, /** @type {number[]} */ splits) =>
            splits.map((at) =>
              new Date(at * 1_000).toLocaleTimeString(locale, {
                hour: "2-digit",
                minute: "2-digit",
                hourCycle: "h23",
              })
            ),
        }, {
          ...axis,
          size: 44,
          incrs: WHOLE,
          values: (/** @type {unknown} */ _plot, /** @type {number[]} */ splits) =>
            splits.map((value) => value.toLocaleString(locale)),
        }],
        series: [
          {
            label: t("chart.time"),
            value: (/** @type {unknown} */ _plot, /** @type {number | null} */ at) =>
              new Date((at ?? latest(0) ?? 0) * 1_000).toLocaleTimeString(locale, {
                hour: "2-digit",
                minute: "2-digit",
                hourCycle: "h23",
              }),
          },
          ...names.map((label, at) => ({
            label,
            stroke: colorOf(style(), COLORS[at % COLORS.length] ?? "--ink"),
            width: 2,
            spanGaps: false,
            // A line of one minute would not be seen.
            points: { show: () => (columns[0]?.length ?? 0) < FEW },
            // Not pointed at, it tells the latest.
            value: (/** @type {unknown} */ _plot, /** @type {number | null} */ value, /** @type {number} */ column) =>
              (value ?? latest(column))?.toLocaleString(locale) ?? "–",
          })),
        ],
      },
      columns,
      place,
    );
  };
  /** @param {number} column */
  const latest = (column) => columns[column]?.findLast((value) => value !== null);
  const watcher = new ResizeObserver(() =>
    plot === null ? draw() : plot.setSize({ width: Math.max(place.clientWidth, 200), height: HEIGHT })
  );
  watcher.observe(place);
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", draw, { signal });
  signal.addEventListener("abort", () => {
    watcher.disconnect();
    plot?.destroy();
  });
  return {
    element: place,
    /** @param {readonly (readonly (number | null)[])[]} next */
    update(next) {
      columns = next;
      place.setAttribute("aria-label", describe(title, names, next));
      plot?.setData(next);
    },
  };
}

/** The canvas needs a colour that it can read: the browser resolves it. @param {CSSStyleDeclaration} style @param {string} name */
function colorOf(style, name) {
  const probe = h("span", {});
  probe.style.color = style.getPropertyValue(name);
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

/** For those who do not see it: the latest of each line. @param {string} title @param {readonly string[]} names @param {readonly (readonly (number | null)[])[]} columns */
function describe(title, names, columns) {
  return `${title}: ${
    names.map((name, at) => `${name} ${columns[at + 1]?.findLast((value) => value !== null) ?? "–"}`).join(", ")
  }`;
}
