/** A copy of all that is known of one's own account: `POST /api/account/export`. */
import type { Exports } from "../lib/domain/export/exports.ts";
import type { Confirmation } from "../lib/domain/sessions/confirmation.ts";
import { requireConfirmation } from "./confirmed.ts";
import { DELETION_CALLS } from "./deletion.ts";
import { originOf } from "./http.ts";
import type { Mount } from "./mount.ts";

interface ExportRouteParts {
  readonly exports: Exports;
  readonly confirmation: Pick<Confirmation, "require">;
}

/** Behind `requireSession`. */
export function mountExport(mount: Mount, { exports, confirmation }: ExportRouteParts): void {
  const on = mount(DELETION_CALLS).behind(requireConfirmation(confirmation));
  on("POST /api/account/export", async (c) => {
    const { accountId } = c.get("identity");
    const { fileName, content } = await exports.create({ accountId, origin: originOf(c) });
    return c.json(content, 200, { "content-disposition": `attachment; filename="${fileName}"` });
  });
}
