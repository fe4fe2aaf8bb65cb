/** Why a player cannot log in, asked of whatever judges a login. */
import { createDiagnosis } from "../../domain/diagnosis/diagnosis.ts";
import { type LiveState, unknownState } from "../../domain/diagnosis/live_state.ts";
import { hasSecondFactor } from "../../domain/factors/totp_secrets.ts";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import type { AccountServices } from "./accounts.ts";
import type { Admission } from "./admission.ts";
import type { DomainHost } from "./domain_parts.ts";
import type { TokenServices } from "./tokens.ts";

interface DiagnosisServicesParts {
  readonly admission: Pick<Admission, "banList" | "bans" | "guesses" | "limits" | "requestLimit">;
  readonly accountServices: Pick<AccountServices, "doors" | "factorBase">;
  readonly tokenServices: Pick<TokenServices, "servers">;
  readonly host: Pick<DomainHost, "nativeGames">;
}

export function createDiagnosisServices({ database, clock }: Kernel, parts: DiagnosisServicesParts) {
  const { banList, bans, guesses, limits, requestLimit } = parts.admission;
  const { doors, factorBase: { methods } } = parts.accountServices;
  const { tokenServices: { servers }, host } = parts;
  const live: LiveState = { ...unknownState(), checkNextCall: requestLimit.checkNext };
  const diagnose = createDiagnosis({
    database,
    clock,
    live,
    banList,
    bans,
    limits,
    guesses,
    doors,
    servers,
    nativeDoors: () => host.nativeGames().flatMap(({ id, doors }) => doors.map((door) => ({ door, game: id }))),
    secondFactor: async (db, accountId) =>
      await hasSecondFactor(db, accountId) ? await methods.ofSecondFactor(db, accountId) : null,
  });
  return {
    diagnose,
    /** What only the running server knows: the edge tells it. */
    live,
  };
}
