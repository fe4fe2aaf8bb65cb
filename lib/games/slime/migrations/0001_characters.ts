/**
 * The character and its inventory, one row each. `bigint`, because an `integer` of PostgreSQL ends at 2^31 − 1; the
 * checks are the ranges of the wire, and keep SQLite from storing what is no number.
 */

const U8 = 0xff;
const U16 = 0xffff;
const U32 = 0xffff_ffff;

function number(name: string, largest: number, initially: number): string {
  return `${name} bigint not null default ${initially} check (${name} between 0 and ${largest})`;
}

function slots(name: string, count: number, largest: number): string[] {
  return Array.from({ length: count }, (_, index) => number(`${name}_slot_${index + 1}`, largest, 0));
}

export const charactersTable = `create table slime_characters (
  character_id bigint not null primary key,
  account_id bigint not null unique,
  ${number("spawn_x", U16, 160)},
  ${number("spawn_y", U16, 120)},
  ${number("spawn_room", U16, 1)},
  ${number("body", U16, 1)},
  ${number("accessory_1", U16, 0)},
  ${number("accessory_2", U16, 0)},
  ${number("points", U32, 0)},
  ${number("signature", 1, 0)},
  ${number("quest_id", U16, 0)},
  ${number("quest_step", U8, 0)},
  ${number("trees_planted", U16, 0)},
  ${number("objects_built", U16, 0)}
);
create table slime_inventories (
  character_id bigint not null primary key references slime_characters (character_id) on delete cascade,
  ${
  [
    ...slots("emote", 5, U8),
    ...slots("outfit", 9, U16),
    ...slots("accessory", 9, U16),
    ...slots("item", 9, U16),
    ...slots("tool", 9, U8),
  ].join(",\n  ")
}
);`;
