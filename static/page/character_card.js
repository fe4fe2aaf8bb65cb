/** @import { Character } from "../client.d.ts" */
import { copyOf, find, textElement } from "./elements.js";
import { formatAgo } from "./messages.js";
import { portraitOf } from "./portrait.js";
import { say } from "./texts.js";

const JUST_NOW_MS = 60_000;

/**
 * One character as a card.
 *
 * @param {Character} character
 * @param {{ selected: boolean, select(): void, remove: (() => void) | null }} options
 */
export function characterCard(character, { selected, select, remove }) {
  const card = copyOf("character-template");
  // A long name breaks behind an underscore rather than within a word.
  const words = character.name.split(/(?<=_)/).flatMap((word) => [word, document.createElement("wbr")]);
  find(card, "h3", HTMLElement).append(...words.slice(0, -1));
  find(card, ".portrait", HTMLElement).replaceChildren(portraitOf(character));
  const { lines = [], badge } = character;
  for (const line of lines) find(card, ".character-lines", HTMLElement).append(textElement("li", line));
  const mark = find(card, ".badge", HTMLElement);
  mark.textContent = badge ?? "";
  mark.hidden = badge === undefined;
  const facts = [say("hall.level", { level: character.level }), character.class].filter(Boolean).join(" · ");
  find(card, ".character-facts", HTMLElement).textContent = facts;
  find(card, ".hint", HTMLElement).textContent = character.lastPlayed === null
    ? say("hall.notPlayed")
    : Date.now() - Date.parse(character.lastPlayed) < JUST_NOW_MS
    ? say("hall.playedNow")
    : say("hall.played", { when: formatAgo(character.lastPlayed) });
  const play = find(card, "[data-action=select]", HTMLButtonElement);
  const bin = find(card, "[data-action=delete]", HTMLButtonElement);
  play.textContent = say(selected ? "hall.playing" : "hall.play");
  play.ariaLabel = say(selected ? "hall.playingNamed" : "hall.playNamed", { name: character.name });
  bin.ariaLabel = say("hall.deleteNamed", { name: character.name });
  play.addEventListener("click", select);
  if (remove === null) bin.remove();
  else bin.addEventListener("click", remove);
  card.toggleAttribute("data-selected", selected);
  return card;
}
