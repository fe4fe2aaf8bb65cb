/** @import { LobbyPlayer, MatchMessage } from "../messages.ts" */

/**
 * Draws who is here. Names come from other people: they are text, never markup.
 *
 * @param {HTMLElement} root
 * @param {readonly LobbyPlayer[]} players
 * @param {boolean} isFree whether the reader may start a match
 * @param {(id: number) => void} challenge
 */
export function showPlayers(root, players, isFree, challenge) {
  root.replaceChildren(...players.map((player) => {
    const item = document.createElement("li");
    item.append(element("span", "name", player.name), element("span", "wins", winsOf(player.wins)));
    if (player.isPlaying) item.append(element("span", "hint", "playing"));
    else if (player.challenge === "yours") item.append(element("span", "hint", "asked"));
    else if (isFree) {
      const button = element("button", player.challenge === "theirs" ? "" : "quiet", labelOf(player));
      button.addEventListener("click", () => challenge(player.id));
      item.append(button);
    }
    item.classList.toggle("asks", player.challenge === "theirs");
    return item;
  }));
}

/**
 * Draws the two who play, whose turn it is, and whether they are here.
 *
 * @param {HTMLElement} root
 * @param {MatchMessage | null} match
 */
export function showCompetitors(root, match) {
  root.replaceChildren(...(match?.competitors ?? []).map(({ name, isHere }, side) => {
    const item = element("p", `side-${side}`, match?.you === side ? `${name} (you)` : name);
    item.classList.toggle("turn", match?.outcome === null && match.turn === side);
    if (!isHere) item.append(element("span", "hint", " away"));
    return item;
  }));
}

/** @param {LobbyPlayer} player */
function labelOf({ challenge, name }) {
  return challenge === "theirs" ? `Play ${name}` : "Challenge";
}

/** @param {number} wins */
function winsOf(wins) {
  return wins === 1 ? "1 win" : `${wins} wins`;
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} className @param {string} text
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}
