// @ts-check
/** @import { Character, CharacterChoice, NewCharacter } from "../client.d.ts" */
/** @import { Message } from "./pending.js" */

/**
 * The contract's four messages about characters.
 *
 * @param {(message: Message) => Promise<Message>} request
 */
export function createCharacterCommands(request) {
  return {
    /** @param {string} gameId */
    async list(gameId) {
      const answer = await request({ type: "listCharacters", gameId });
      return /** @type {Message & { characters: Character[] }} */ (answer).characters;
    },
    /** @param {NewCharacter} input */
    async create(input) {
      const answer = await request({ type: "createCharacter", ...input });
      return /** @type {Message & { character: Character }} */ (answer).character;
    },
    /** @param {CharacterChoice} choice */
    async delete({ gameId, characterId }) {
      await request({ type: "deleteCharacter", gameId, characterId });
    },
    /** @param {CharacterChoice} choice @returns the game's own answer */
    select({ gameId, characterId }) {
      return request({ type: "selectCharacter", gameId, characterId });
    },
  };
}
