/** A game that tells the hall of its characters: a portrait of its own, lines, a badge. */
import type { GameModule } from "../../lib/modules/mod.ts";

const KNIGHT = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 105">
  <rect width="100" height="105" fill="#27405c"/><path d="M20 105V60a30 30 0 0 1 60 0v45z" fill="#c8ccd4"/>
  <path d="M32 62h36v8H32z" fill="#1d2733"/>
</svg>`;

export const knightGame: GameModule = {
  id: "knights",
  name: "Knights of the Lake",
  character: {
    card: ({ level, name }) => ({
      portrait: name === "Lost" ? "nowhere.svg" : "knight.svg",
      lines: [`House of ${name}`, "<b>3</b> tournaments won"],
      badge: level >= 50 ? "Lord" : "Squire",
    }),
  },
  initialize({ routes }) {
    routes.get("/knight.svg", (c) => c.body(KNIGHT, 200, { "content-type": "image/svg+xml" }));
  },
};
