/** The players' page and the console, as files. */
import { join } from "node:path";
import type { Mounted } from "../../../routes/mod.ts";
import { createPageRoutes } from "../../../routes/page.ts";
import { dressPage } from "../../../routes/page_look.ts";
import { withBuiltScripts } from "../../doors/files/built_scripts.ts";
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
  const scripts = withBuiltScripts({
    sources: openStaticFolder(staticFolder, clock),
    built: openStaticFolder(join(staticFolder, "built"), clock),
    clock,
  });
  const routes = createPageRoutes({
    files: withHashedNames(scripts, (path, html) => path === "index.html" ? dressPage(html, words) : html),
    compressor,
    features: { mail: mail.enabled, guests, passkeys: hasPasskeys, totp: auth.totp, deletion },
    charactersPerGame: limits.charactersPerGame,
    look: { ...page, logo: page.logo === null ? null : openStaticFile(page.logo, clock) },
  });
  return [{ path: "/", routes }];
}
