/** What follows LOGIN case 1: the player's number, the time, and the whole character with its inventory. */
import type { ByteReader } from "../../../platform/bytes/byte_reader.ts";
import type { ByteWriter } from "../../../platform/bytes/byte_writer.ts";
import { decodeText, encodeText } from "./text.ts";

/** In the order of the wire. Whole numbers, `u16` where nothing else is said. */
export interface AccountData {
  /** 1 to 65,535; of the running session, not of the database. */
  readonly playerId: number;
  /** Unix seconds, `u32`. */
  readonly serverTime: number;
  readonly messageOfTheDay: string;
  /** 1 (Sunday) to 7. */
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly minute: number;
  readonly username: string;
  readonly spawnX: number;
  readonly spawnY: number;
  readonly spawnRoom: number;
  readonly body: number;
  readonly accessory1: number;
  readonly accessory2: number;
  /** `u32`. */
  readonly points: number;
  readonly signature: boolean;
  readonly questId: number;
  /** `u8`. */
  readonly questStep: number;
  readonly treesPlanted: number;
  readonly objectsBuilt: number;
  readonly inventory: Inventory;
}

/** Slots; 0 is an empty one. */
interface Inventory {
  /** 5 × `u8`. */
  readonly emotes: readonly number[];
  /** 9 × `u16`. */
  readonly outfits: readonly number[];
  /** 9 × `u16`. */
  readonly accessories: readonly number[];
  /** 9 × `u16`. */
  readonly items: readonly number[];
  /** 9 × `u8`. */
  readonly tools: readonly number[];
}

/** How many slots each part of the inventory has. */
export const INVENTORY_SLOTS = { emotes: 5, outfits: 9, accessories: 9, items: 9, tools: 9 } as const;

export function readAccountData(reader: ByteReader): AccountData {
  return {
    playerId: reader.u16(),
    serverTime: reader.u32(),
    messageOfTheDay: decodeText(reader.bytesUntilZero()),
    day: reader.u8(),
    hour: reader.u8(),
    minute: reader.u8(),
    username: decodeText(reader.bytesUntilZero()),
    spawnX: reader.u16(),
    spawnY: reader.u16(),
    spawnRoom: reader.u16(),
    body: reader.u16(),
    accessory1: reader.u16(),
    accessory2: reader.u16(),
    points: reader.u32(),
    signature: reader.u8() !== 0,
    questId: reader.u16(),
    questStep: reader.u8(),
    treesPlanted: reader.u16(),
    objectsBuilt: reader.u16(),
    inventory: {
      emotes: readSlots("emotes", () => reader.u8()),
      outfits: readSlots("outfits", () => reader.u16()),
      accessories: readSlots("accessories", () => reader.u16()),
      items: readSlots("items", () => reader.u16()),
      tools: readSlots("tools", () => reader.u8()),
    },
  };
}

/** @throws {RangeError} when a number does not fit or a part of the inventory has not its number of slots. */
export function writeAccountData(writer: ByteWriter, data: AccountData): void {
  writer.u16(data.playerId).u32(data.serverTime).bytesAndZero(encodeText(data.messageOfTheDay));
  writer.u8(data.day).u8(data.hour).u8(data.minute).bytesAndZero(encodeText(data.username));
  writer.u16(data.spawnX).u16(data.spawnY).u16(data.spawnRoom);
  writer.u16(data.body).u16(data.accessory1).u16(data.accessory2);
  writer.u32(data.points).u8(data.signature ? 1 : 0).u16(data.questId).u8(data.questStep);
  writer.u16(data.treesPlanted).u16(data.objectsBuilt);
  writeSlots(data.inventory, "emotes", (value) => writer.u8(value));
  writeSlots(data.inventory, "outfits", (value) => writer.u16(value));
  writeSlots(data.inventory, "accessories", (value) => writer.u16(value));
  writeSlots(data.inventory, "items", (value) => writer.u16(value));
  writeSlots(data.inventory, "tools", (value) => writer.u8(value));
}

function readSlots(part: keyof Inventory, read: () => number): number[] {
  return Array.from({ length: INVENTORY_SLOTS[part] }, read);
}

function writeSlots(inventory: Inventory, part: keyof Inventory, write: (value: number) => void): void {
  const values = inventory[part];
  if (values.length !== INVENTORY_SLOTS[part]) {
    throw new RangeError(`Could not write the ${part}: ${values.length} slots, not ${INVENTORY_SLOTS[part]}`);
  }
  values.forEach(write);
}
