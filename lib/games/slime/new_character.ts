/** What a new character begins with. The document's values are the default; in the shipped client its room 1 is the menu. */
import { z } from "zod";
import { INVENTORY_SLOTS } from "./protocol/account_data.ts";

const u8 = z.int().min(0).max(0xff);
const u16 = z.int().min(0).max(0xffff);

export interface NewCharacter {
  readonly x: number;
  readonly y: number;
  readonly room: number;
  /** Up to 5; slots that are not named stay empty. */
  readonly emotes: readonly number[];
  /** Up to 9. */
  readonly items: readonly number[];
}

const PRESETS = {
  documents: { x: 160, y: 120, room: 1, emotes: [], items: [] },
  shipped: { x: 385, y: 71, room: 32, emotes: [5, 4, 6, 8, 7], items: [1, 1, 1, 24] },
} as const satisfies Record<string, NewCharacter>;

const preset = z.enum(["documents", "shipped"]);

/** A preset's name, or single values over one. */
export const newCharacterConfig = z.union([
  preset,
  z.strictObject({
    preset: preset.default("documents"),
    x: u16.optional(),
    y: u16.optional(),
    room: u16.optional(),
    emotes: z.array(u8).max(INVENTORY_SLOTS.emotes).optional(),
    items: z.array(u16).max(INVENTORY_SLOTS.items).optional(),
  }),
], `must be "documents", "shipped", or an object of preset, x, y, room, emotes (up to 5) and items (up to 9)`);

/** @param spawn where it stands whatever the preset says */
export function chooseNewCharacter(
  config: z.infer<typeof newCharacterConfig>,
  spawn: { readonly x?: number | undefined; readonly y?: number | undefined; readonly room?: number | undefined } = {},
): NewCharacter {
  const { preset, ...own } = typeof config === "string" ? { preset: config } : config;
  const given = Object.entries({ ...own, ...spawn }).filter(([, value]) => value !== undefined);
  return { ...PRESETS[preset], ...Object.fromEntries(given) };
}
