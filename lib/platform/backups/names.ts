/** What backups are called: `gatehouse-2026-01-31T12-00-00Z.db`, in UTC, so that their order is that of their times. */

const NAME = /^gatehouse-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})Z(?:-\d{1,3})?(-before-migration)?\.db$/;
/** Of one second. */
const COPIES_MAX = 999;

interface BackupName {
  readonly at: Date;
  /** Made by the program before it changed the schema. */
  readonly isBeforeMigration: boolean;
}

/** @param isTaken names that are in use get a number behind them */
export function backupName(at: Date, isBeforeMigration: boolean, isTaken: (name: string) => boolean): string {
  const time = `${at.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
  const end = `${isBeforeMigration ? "-before-migration" : ""}.db`;
  for (let copy = 1; copy <= COPIES_MAX; copy++) {
    const name = `gatehouse-${time}${copy === 1 ? "" : `-${copy}`}${end}`;
    if (!isTaken(name)) return name;
  }
  throw new Error(`Could not name a backup: ${COPIES_MAX} of this second are there`);
}

/** @returns null for a file that is no backup of ours */
export function parseBackupName(name: string): BackupName | null {
  const match = NAME.exec(name);
  if (match === null) return null;
  const at = new Date(`${match[1]}T${match[2]}:${match[3]}:${match[4]}Z`);
  return Number.isNaN(at.getTime()) ? null : { at, isBeforeMigration: match[5] !== undefined };
}
