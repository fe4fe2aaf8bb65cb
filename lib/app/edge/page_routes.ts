/** The players' page and the console, as files. */
import type { Mounted } from "../../../routes/mod.ts";
import { createPageRoutes } from "../../../routes/page.ts";
import { dressPage } from "../../../routes/page_look.ts";
import type { Compressor } from "../../doors/files/compressed.ts";
import { withHashedNames } from "../../doors/files/hashed_names.ts";
import { openStaticFile, openStaticFolder } from "../../doors/files/static_folder.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { Domain } from "../services/domain.ts";

interface PageRoutesParts {
  readonly domain: Pick<Domain, "hasPasskeys" | "mail">;
  readonly compressor: Compressor;
  readonly staticFolder: string;
}

export function createPlayersPage({ config, clock }: Kernel, parts: PageRoutesParts): readonly Mounted[] {
  const { domain: { hasPasskeys, mail }, compressor, staticFolder } = parts;
  const { accounts: { guests, deletion }, auth, limits, page } = config;
  const words = { ...page, hasLogo: page.logo !== null };
  const routes = createPageRoutes({
    files: withHashedNames(
      openStaticFolder(staticFolder, clock),
      (path, html) => path === "index.html" ? dressPage(html, words) : html,
    ),
    compressor,
    features: { mail: mail.enabled, guests, passkeys: hasPasskeys, totp: auth.totp, deletion },
    charactersPerGame: limits.charactersPerGame,
    look: { ...page, logo: page.logo === null ? null : openStaticFile(page.logo, clock) },
  });
  return [{ path: "/", routes }];
}
