/** What follows LOGIN case 1, field by field as the protocol document lists it. */
import { Fields } from "./wire.ts";

export type AccountData = ReturnType<typeof readAccountData>;

export function readAccountData(bytes: Uint8Array) {
  const fields = new Fields(bytes);
  const data = {
    playerId: fields.number(2),
    serverTime: fields.number(4),
    motd: fields.text(),
    day: fields.number(1),
    hour: fields.number(1),
    minute: fields.number(1),
    username: fields.text(),
    spawn: fields.numbers(3, 2),
    body: fields.number(2),
    worn: fields.numbers(2, 2),
    points: fields.number(4),
    signature: fields.number(1),
    questId: fields.number(2),
    questStep: fields.number(1),
    treesPlanted: fields.number(2),
    objectsBuilt: fields.number(2),
    emotes: fields.numbers(5, 1),
    outfits: fields.numbers(9, 2),
    accessories: fields.numbers(9, 2),
    items: fields.numbers(9, 2),
    tools: fields.numbers(9, 1),
  };
  fields.end();
  return data;
}
