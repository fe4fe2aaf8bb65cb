import { expect } from "expect";
import fc from "fast-check";
import { accentProperties, contrast } from "../../static/page/accent.js";

const SURFACES = { light: "#fcfaf6", dark: "#1b1a20" };
const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => "#" + value.toString(16).padStart(6, "0"));

Deno.test("contrast is 21 between black and white and 1 between equals", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#3b5bdb", "#3b5bdb")).toBe(1);
});

Deno.test("any colour of an operator can be read, as text and under text, in both schemes", () => {
  fc.assert(fc.property(color, (accent) => {
    const properties = accentProperties(accent) ?? {};
    for (const scheme of ["light", "dark"] as const) {
      const shade = properties[`--accent-on-${scheme}`] ?? "";
      expect(contrast(shade, SURFACES[scheme])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(shade, properties[`--ink-on-accent-${scheme}`] ?? "")).toBeGreaterThanOrEqual(4.5);
    }
  }));
});

Deno.test("a colour that can be read already stays as it is", () => {
  expect(accentProperties("#3b5bdb")).toMatchObject({ "--accent": "#3b5bdb", "--accent-on-light": "#3b5bdb" });
});

Deno.test("what is no colour changes nothing", () => {
  for (const text of ["", "red", "#fff", "#12345g", "url(javascript:1)"]) expect(accentProperties(text)).toBe(null);
});

Deno.test("the surfaces that contrast is measured on are the page's own", async () => {
  const tokens = await Deno.readTextFile(new URL("../../static/style/tokens.css", import.meta.url));
  expect(tokens).toContain(`--surface: light-dark(${SURFACES.light}, ${SURFACES.dark})`);
});

Deno.test("before the operator's colour is known the page shows the default one, with the same shades", async () => {
  const tokens = await Deno.readTextFile(new URL("../../static/style/tokens.css", import.meta.url));
  for (const [property, value] of Object.entries(accentProperties("#3b5bdb") ?? {})) {
    expect(tokens).toContain(`${property}: ${value};`);
  }
});
