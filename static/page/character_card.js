/** @import { Character } from "../client.d.ts" */
import { copyOf, find } from "./elements.js";

/**
 * One character as a card.
 *
 * @param {Character} character
 * @param {{ selected: boolean, select(): void, remove: (() => void) | null }} options
 */
export function characterCard(character, { selected, select, remove }) {
  const card = copyOf("character-template");
  find(card, "h3", HTMLElement).textContent = character.name;
  find(card, ".portrait span", HTMLElement).textContent = [...character.name][0]?.toUpperCase() ?? "";
  find(card, ".portrait", HTMLElement).style.setProperty("--hue", String(hueOf(character.class ?? character.name)));
  const facts = [`Level ${character.level}`, character.class].filter(Boolean).join(" · ");
  find(card, ".character-facts", HTMLElement).textContent = facts;
  find(card, ".hint", HTMLElement).textContent = describeLastPlayed(character.lastPlayed);
  const play = find(card, "[data-action=select]", HTMLButtonElement);
  const bin = find(card, "[data-action=delete]", HTMLButtonElement);
  play.textContent = selected ? "Playing" : "Play";
  play.ariaLabel = `${play.textContent} ${character.name}`;
  bin.ariaLabel = `Delete ${character.name}`;
  play.addEventListener("click", select);
  if (remove === null) bin.remove();
  else bin.addEventListener("click", remove);
  card.toggleAttribute("data-selected", selected);
  return card;
}

/** The same class looks alike everywhere. @param {string} text */
function hueOf(text) {
  let hash = 0;
  for (const letter of text.toLowerCase()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 3_600;
  return hash / 10;
}

/** @param {string | null} lastPlayed */
function describeLastPlayed(lastPlayed) {
  if (lastPlayed === null) return "Not played yet";
  const days = Math.floor((Date.now() - Date.parse(lastPlayed)) / 86_400_000);
  if (days > 30) return `Played ${new Date(lastPlayed).toLocaleDateString(undefined, { dateStyle: "medium" })}`;
  return `Played ${new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.max(0, days), "day")}`;
}
