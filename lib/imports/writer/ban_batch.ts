/** Bans of addresses and MACs that go on holding. */
import { addressText } from "../../platform/addresses/address.ts";
import { type Cidr, cidrContains, parseCidr } from "../../platform/addresses/cidr.ts";
import { isEqualConstantTime } from "../../platform/crypto/constant_time.ts";
import { macKey } from "../../domain/bans/mac_address.ts";
import type { UnitOfWork } from "../../platform/database/database.ts";
import { type ForeignBan, RowError } from "../readers/reader.ts";
import type { Book } from "./book.ts";
import { importActor, storable } from "./suspensions.ts";

/** A ban of more would hit whole providers. */
const PREFIX_MIN = { ipv4: 8, ipv6: 16 } as const;
const LOOPBACK = ["127.0.0.1", "::1"];

interface BanWriterParts {
  readonly label: string;
  readonly book: Book;
  /** Blocks that must stay free: our own proxies'. */
  readonly trustedProxies: readonly Cidr[];
}

export type BanOutcome = "new" | "changed" | "unchanged" | "skipped";

/** @throws {RowError} when the ban is left out */
export async function writeBan(
  unit: UnitOfWork,
  runId: number,
  ban: ForeignBan,
  parts: BanWriterParts,
): Promise<Exclude<BanOutcome, "skipped">> {
  const { book } = parts;
  const value = ban.kind === "mac" ? canonicalMac(ban.value) : canonicalBlock(ban.value, parts.trustedProxies);
  const rowHash = book.hash({ ...ban, value });
  const known = await book.findOne(unit, "ban", ban.foreignId);
  if (known !== undefined && isEqualConstantTime(known.rowHash, rowHash)) return "unchanged";
  const row = { reason: storable(ban.reason) || "imported without a reason", until: ban.until };
  const booked = { kind: "ban", foreignId: ban.foreignId, rowHash, credentialVersion: null } as const;
  if (known !== undefined && known.localId !== null) {
    await unit.db.updateTable("bans").set(row).where("id", "=", known.localId).where("lifted_at", "is", null).execute();
    await book.update(unit, runId, { ...booked, localId: known.localId, outcome: "changed" });
    return "changed";
  }
  const { id } = await unit.db.insertInto("bans").values({
    kind: ban.kind,
    value,
    ...row,
    created_at: ban.from ?? unit.now.getTime(),
    created_by: importActor(parts.label),
    lifted_at: null,
  }).returning("id").executeTakeFirstOrThrow();
  await book.add(unit, runId, [{ ...booked, localId: id, outcome: "new" }]);
  return "new";
}

function canonicalMac(mac: string): string {
  const key = macKey(mac);
  if (!/^[0-9a-f]{12}$/.test(key)) throw new RowError("it is no MAC address");
  return key;
}

/** `198.51.*.*` is 198.51.0.0/16. */
function canonicalBlock(text: string, trustedProxies: readonly Cidr[]): string {
  const stars = /^((?:\d{1,3}\.){1,3})\*(?:\.\*)*$/.exec(text.trim());
  const block = parseCidr(stars === null ? text.trim() : starredBlock(stars[1]!));
  if (block === null) throw new RowError("it is no address");
  if (block.prefixBits < PREFIX_MIN[block.kind]) {
    throw new RowError(`it is wider than /${PREFIX_MIN[block.kind]}`);
  }
  const own = [...LOOPBACK.map(parseCidr), ...trustedProxies].filter((cidr) => cidr !== null);
  if (own.some((cidr) => overlaps(cidr, block))) throw new RowError("it would hit this machine or its own proxies");
  return block.text;
}

function starredBlock(numbers: string): string {
  const parts = numbers.split(".").filter((part) => part !== "");
  return `${[...parts, "0", "0", "0"].slice(0, 4).join(".")}/${parts.length * 8}`;
}

function overlaps(a: Cidr, b: Cidr): boolean {
  return cidrContains(a, addressText(b.network)) || cidrContains(b, addressText(a.network));
}
