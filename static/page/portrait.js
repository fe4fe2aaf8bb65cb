/** @import { Character } from "../client.d.ts" */
import { textElement } from "./elements.js";
import { placeUrl } from "./paths.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * What a character looks like: the game's own picture, and without one a figure of its own, drawn from its name, so that
 * no two of a player's characters are alike; its class gives the colour.
 *
 * @param {Character} character @returns {Element}
 */
export function portraitOf(character) {
  const drawn = drawFigure(character);
  const { portrait } = character;
  const url = portrait === undefined ? null : placeUrl(portrait);
  if (url === null) return drawn;
  const image = new Image();
  image.alt = ""; // the name stands below
  image.loading = "lazy";
  image.addEventListener("error", () => image.replaceWith(drawn));
  image.src = url.href;
  return image;
}

/** @param {Character} character */
function drawFigure({ name, class: kind }) {
  const seed = hash(name);
  const picture = textElement("span");
  picture.className = "figure";
  picture.style.setProperty("--hue", String(hash(kind || name) % 360));
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 105");
  // A sky of its own: a moon somewhere, hills of some shape.
  const moon = shape("circle", {
    cx: 35 + seed % 30,
    cy: 20 + (seed >> 4) % 18,
    r: 7 + (seed >> 7) % 8,
    class: "moon",
  });
  const left = 52 + (seed >> 10) % 22;
  const right = 52 + (seed >> 14) % 22;
  const hills = shape("path", {
    d: `M0 ${left} Q ${20 + (seed >> 18) % 60} ${32 + (seed >> 3) % 30} 100 ${right} V105 H0z`,
    class: "hills",
  });
  const near = shape("path", {
    d: `M0 ${right + 16} Q ${25 + (seed >> 6) % 50} ${58 + (seed >> 12) % 24} 100 ${left + 14} V105 H0z`,
    class: "near",
  });
  svg.append(moon, hills, near);
  picture.append(svg, lettersOf(name));
  return picture;
}

/** @param {string} name */
function lettersOf(name) {
  const letters = textElement("span", initials(name));
  letters.className = "letters";
  return letters;
}

/** "Aria Stone" is AS, "Aria" is Ar. @param {string} name */
function initials(name) {
  const [first = "", second = ""] = name.trim().split(/[\s_-]+/);
  const [a = "", b = ""] = [...first];
  return a.toUpperCase() + ([...second][0]?.toUpperCase() ?? b.toLowerCase());
}

/** @param {string} tag @param {Readonly<Record<string, string | number>>} attributes */
function shape(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** FNV-1a, without the sign. @param {string} text */
function hash(text) {
  let value = 0x811c9dc5;
  for (const letter of text.toLowerCase()) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return (value ^ value >>> 15) >>> 1;
}
