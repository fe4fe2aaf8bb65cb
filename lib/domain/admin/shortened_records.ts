/** Accounts as operators see them who may not see what is private. */
import { shortenAddress, shortenEmail, shortenMac } from "../operators/shortened.ts";
import type { AccountRecord } from "./account_records.ts";

/** The same with e-mail, addresses and MACs shortened. */
export function shortenRecord(record: AccountRecord): AccountRecord {
  return {
    ...record,
    email: record.email === null ? null : shortenEmail(record.email),
    lastAddress: record.lastAddress === null ? null : shortenAddress(record.lastAddress),
    macs: record.macs.map(shortenMac),
    sessions: record.sessions.map((session) => ({ ...session, address: shortenAddress(session.address) })),
  };
}
