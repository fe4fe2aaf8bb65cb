/** The characters of WildStar servers: NexusForever's and Bezgelor's tables say the same in other words. */
import type { GameImporter, ImportContext } from "../../modules/mod.ts";

interface Columns {
  readonly table: string;
  readonly account: string;
  readonly deleted: string;
  readonly original: string;
  readonly created: string;
  readonly played: string;
  readonly x: string;
  readonly y: string;
  readonly z: string;
  readonly world: string;
}

/** `nexus_forever_character`: a deleted character has lost its name to `originalName`. */
export const nexusforeverCharacters: GameImporter = importer({
  table: "character",
  account: "accountId",
  deleted: "deleteTime",
  original: "originalName",
  created: "createTime",
  played: "lastOnline",
  x: "locationX",
  y: "locationY",
  z: "locationZ",
  world: "worldId",
});

export const bezgelorCharacters: GameImporter = importer({
  table: "characters",
  account: "account_id",
  deleted: "deleted_at",
  original: "original_name",
  created: "inserted_at",
  played: "last_online",
  x: "location_x",
  y: "location_y",
  z: "location_z",
  world: "world_id",
});

function importer(columns: Columns): GameImporter {
  return { tables: [columns.table], row: ({ row }, context) => importCharacter(columns, row, context) };
}

async function importCharacter(
  columns: Columns,
  row: Readonly<Record<string, unknown>>,
  context: ImportContext,
): Promise<void> {
  const text = (column: string) => typeof row[column] === "string" ? row[column] : "";
  const number = (column: string) => Number(text(column)) || 0;
  const deletedAt = timeOf(text(columns.deleted));
  const createdAt = timeOf(text(columns.created));
  const lastPlayed = timeOf(text(columns.played));
  await context.character({
    foreignId: text("id"),
    accountForeignId: text(columns.account),
    name: text("name") || text(columns.original),
    level: Math.max(1, number("level")),
    class: text("class"),
    position: { x: number(columns.x), y: number(columns.y), z: number(columns.z) },
    mapId: text(columns.world),
    ...(createdAt === null ? {} : { createdAt }),
    ...(lastPlayed === null ? {} : { lastPlayed }),
    ...(deletedAt === null ? {} : { deletedAt }),
  });
}

/** Nothing hangs on it but an order: a time of a server's own zone is taken as UTC. */
function timeOf(text: string): Date | null {
  if (text === "" || text.startsWith("0000")) return null;
  const time = new Date(`${text.replace(" ", "T")}Z`);
  return Number.isNaN(time.getTime()) ? null : time;
}
