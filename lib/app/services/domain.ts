/** The domain's services, a floor on the one below it, each given what it needs. */
import { createCharacters } from "../../domain/characters/characters.ts";
import { createExports } from "../../domain/export/exports.ts";
import { hasSecondFactor } from "../../domain/factors/totp_secrets.ts";
import { createTokenRevocation } from "../../domain/tokens/token_revocation.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { createAccess } from "./access.ts";
import { createAccountServices } from "./accounts.ts";
import { createAdmission } from "./admission.ts";
import { closedBy } from "./closing.ts";
import { createDiagnosisServices } from "./diagnosis.ts";
import type { DomainParts } from "./domain_parts.ts";
import { createFactors } from "./factors.ts";
import { createGround } from "./ground.ts";
import { createNewcomers } from "./newcomers.ts";
import { createOperatorServices } from "./operators.ts";
import { createSessionServices } from "./sessions.ts";
import { createTokenServices } from "./tokens.ts";
import { trailFactorLogins } from "./trail.ts";

export type Domain = ReturnType<typeof createDomain>;

export function createDomain(kernel: Kernel, { hasher, keys, host, mailTransport, closing }: DomainParts) {
  const { config: { limits: { charactersPerGame } }, database } = kernel;
  const { box, signer, characterTokenText } = keys;
  const { games, hooks, sessionKeys } = host;
  const closed = closedBy(closing);

  const ground = createGround(kernel, { box, mailTransport, closed });
  const { audit, seats, tokenEnds, trail } = ground;
  const admission = createAdmission(kernel, { ground, closed });
  const onDeleted = [tokenEnds.endOfCharacter, seats.endOfCharacter];
  const characters = createCharacters({ database, audit, games, hooks, charactersPerGame, onDeleted });
  const accountServices = createAccountServices(kernel, {
    ground,
    admission,
    keys,
    host,
    hasher,
    characters,
    closed,
  });
  const newcomers = createNewcomers(kernel, { ground, admission, accountServices, hasher });
  const sessionServices = createSessionServices(kernel, { ground, admission, accountServices, signer, closed });
  const factors = createFactors(kernel, {
    ground,
    admission,
    accountServices,
    newcomers,
    sessionServices,
    hasher,
  });
  const access = createAccess(kernel, { ground, admission, accountServices, factors });
  const tokenServices = createTokenServices(kernel, { ground, characterTokenText, sessionKeys, closed });
  const { gameTokens } = tokenServices;
  const { sessions } = sessionServices;
  const operators = createOperatorServices(kernel, {
    ground,
    admission,
    accountServices,
    sessionServices,
    access,
    tokenServices,
    keys,
    closed,
  });

  return {
    ...ground,
    ...admission,
    characters,
    ...accountServices,
    ...newcomers,
    ...sessionServices,
    ...factors,
    factorLogins: trailFactorLogins(factors.factorLogins, trail),
    ...access,
    ...tokenServices,
    tokenRevocation: createTokenRevocation({ gameTokens, sessions }),
    ...operators,
    ...createDiagnosisServices(kernel, { admission, accountServices, tokenServices, host }),
    exports: createExports({
      database,
      audit,
      games,
      readParts: hooks.accountExports,
      hasPassword: accountServices.factorBase.waysIn.hasPassword,
      hasSecondFactor,
    }),
  };
}
