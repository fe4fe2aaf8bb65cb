/** @import { Game } from "../client.d.ts" */
import { textElement } from "./elements.js";
import { placeUrl } from "./paths.js";

/** A game's own picture, or its first letter. @param {Game} game @returns {Element} */
export function gameIcon({ name, icon }) {
  const letter = textElement("span", [...name][0] ?? "");
  letter.className = "game-initial";
  if (icon === undefined) return letter;
  const url = placeUrl(icon);
  if (url === null) return letter;
  const image = new Image(96, 96);
  image.alt = ""; // the name stands beside it
  image.addEventListener("error", () => image.replaceWith(letter));
  image.src = url.href;
  return image;
}
