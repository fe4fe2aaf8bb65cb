// @ts-types="../vendor/uqr/uqr.d.ts"
import { encode } from "../vendor/uqr/uqr.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * A text as a QR code, drawn here, so that a secret is in no image's address.
 *
 * @param {string} text @param {string} name what a screen reader calls it
 */
export function qrCode(text, name) {
  const { data, size } = encode(text, { border: 2, ecc: "M" });
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", name);
  const path = document.createElementNS(SVG, "path");
  const dark = data.flatMap((row, y) => row.flatMap((isDark, x) => isDark ? [`M${x} ${y}h1v1h-1z`] : []));
  path.setAttribute("d", dark.join(""));
  picture.append(path);
  return picture;
}
