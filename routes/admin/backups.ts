/** `/admin/api/backups`: copies of the embedded database, to be made, listed and fetched. */
import { z } from "zod";
import type { Backups } from "../../lib/domain/backups/backups.ts";
import { pageOf } from "./answers.ts";
import { type AdminMount, defineCalls } from "./call.ts";
import { byOf, OPTIONAL_REASON } from "./fields.ts";
import { textPage } from "./query.ts";

const backupAnswer = z.object({ name: z.string(), at: z.string(), bytes: z.number() });

export const BACKUP_CALLS = defineCalls({
  "GET /backups": {
    summary: "Backups of the embedded database, newest first",
    permission: "system.read",
    query: z.object(textPage),
    answers: { 200: pageOf(backupAnswer, z.string()) },
    codes: ["not_found"],
  },
  "POST /backups": {
    summary: "Backs up the embedded database now",
    permission: "backups.write",
    ...OPTIONAL_REASON,
    answers: { 201: backupAnswer },
    codes: ["not_found"],
  },
  "GET /backups/:name": {
    summary: "One backup, as a file",
    permission: "backups.write",
    answers: { 200: z.string().meta({ format: "binary" }) },
  },
});

export interface AdminBackupParts {
  readonly backups: Backups;
}

export function mountBackups(mount: AdminMount, { backups }: AdminBackupParts): void {
  const on = mount(BACKUP_CALLS);
  on("GET /backups", (_, page) => backups.list(page));

  on("POST /backups", (c) => backups.create(byOf(c)));

  on("GET /backups/:name", async (c) => {
    const name = c.req.param("name");
    const { body, bytes } = await backups.read(name, byOf(c));
    return c.body(body, 200, {
      "content-type": "application/vnd.sqlite3",
      "content-length": String(bytes),
      "content-disposition": `attachment; filename="${name}"`,
    });
  });
}
