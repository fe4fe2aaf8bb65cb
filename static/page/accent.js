// @ts-check

/** The surfaces that accent-coloured text must be read on; the same as in style/tokens.css. */
const SURFACES = { light: "#fcfaf6", dark: "#1b1a20" };
/** WCAG 2.2, 1.4.3: normal text. */
const CONTRAST_MIN = 4.5;

/**
 * The operator's colour, made readable: the colour itself for decoration, and for each scheme a shade that can be read
 * on its surface, with the ink to write upon that shade.
 *
 * @param {string} accent "#rrggbb"
 * @returns {Record<string, string> | null} custom properties, or null when it is no such colour
 */
export function accentProperties(accent) {
  if (!/^#[0-9a-f]{6}$/i.test(accent)) return null;
  const light = shadeFor(accent, SURFACES.light);
  const dark = shadeFor(accent, SURFACES.dark);
  return {
    "--accent": accent,
    "--accent-on-light": light,
    "--accent-on-dark": dark,
    "--ink-on-accent-light": inkOn(light),
    "--ink-on-accent-dark": inkOn(dark),
  };
}

/** The colour, moved towards black or white just far enough. @param {string} color @param {string} surface */
function shadeFor(color, surface) {
  const towards = luminance(surface) > 0.5 ? 0 : 255;
  for (let step = 0; step < 50; step += 1) {
    const shade = mix(color, towards, step / 50);
    if (contrast(shade, surface) >= CONTRAST_MIN) return shade;
  }
  return mix(color, towards, 1);
}

/** @param {string} color */
function inkOn(color) {
  return contrast("#ffffff", color) >= contrast("#14131a", color) ? "#ffffff" : "#14131a";
}

/** @param {string} color @param {number} towards 0 or 255 @param {number} share */
function mix(color, towards, share) {
  const mixed = channels(color).map((channel) => Math.round(channel + (towards - channel) * share));
  return "#" + mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("");
}

/** WCAG 2.2, "contrast ratio": 1 to 21. @param {string} one @param {string} other */
export function contrast(one, other) {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** WCAG 2.2, "relative luminance". @param {string} color */
function luminance(color) {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} color "#rrggbb" */
function channels(color) {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
}
