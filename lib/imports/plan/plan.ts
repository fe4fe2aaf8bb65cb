/** What becomes of a foreign account here: its name, e-mail and credential. Pure, and the same for a dry run. */
import { FOREIGN_SCHEME, WILDSTAR_SCHEME } from "../../domain/accounts/foreign_secrets.ts";
import { emailKey, isEmail, isUsername } from "../../domain/accounts/rules.ts";
import type { ForeignCredential } from "../../platform/crypto/foreign/credential.ts";
import { type ForeignAccount, RowError } from "../readers/reader.ts";
import type { ImportOptions } from "./options.ts";

const LETTERS_MAX = 254;

/** What is known of an account's surroundings, in its source and here. */
export interface Facts {
  /** Another row of the source has the name in another case. */
  readonly hasNameTwin: boolean;
  readonly losesName: boolean;
  readonly losesEmail: boolean;
  /** Whose the e-mail is that it loses. */
  readonly emailKeeper: string | null;
  /** An account here has it, in whatever case, that is not the source's own row that keeps it. */
  readonly isNameTaken: boolean;
  readonly isEmailTaken: boolean;
  /** An account here is linked with the same player of a provider. */
  readonly isIdentityTaken: boolean;
  /** Kept for an account that was deleted here: nobody who registers gets it either. */
  readonly isNameReserved: boolean;
  readonly isEmailReserved: boolean;
  readonly reservedIdentities: ForeignAccount["identities"];
}

interface PlannedSecret {
  readonly scheme: typeof WILDSTAR_SCHEME | typeof FOREIGN_SCHEME;
  readonly plain: Uint8Array;
}

interface Conflict {
  readonly kind: string;
  readonly detail: string;
}

export interface Plan {
  /** Without the identities that it does not get. */
  readonly account: ForeignAccount;
  /** Null: one is made up, and the player picks one at the first login on the web. */
  readonly username: string | null;
  /** The old name, which goes on logging in. */
  readonly loginName: { readonly name: string; readonly isExact: boolean } | null;
  readonly email: string | null;
  readonly passwordHash: string | null;
  readonly secret: PlannedSecret | null;
  readonly conflicts: readonly Conflict[];
}

/** Nothing of the source comes in, as the operator asked. */
export class PlanRefused extends Error {
  override readonly name = "PlanRefused";
}

/** @throws {RowError} when the row is left out. @throws {PlanRefused} with `--names fail` */
export function planAccount(account: ForeignAccount, facts: Facts, options: ImportOptions): Plan {
  for (const text of [account.name, account.email]) checkText(text);
  const conflicts: Conflict[] = [];
  const email = planEmail(account, facts, options, conflicts);
  const { username, loginName } = planName(account, facts, options, conflicts);
  const { passwordHash, secret } = planPassword(account, email, conflicts);
  if (facts.isIdentityTaken) {
    conflicts.push({ kind: "identity_taken", detail: "an account here is linked with its provider: it comes without" });
  }
  if (facts.reservedIdentities.length > 0) {
    const detail = "its provider's player was kept out here and deleted: it comes without";
    conflicts.push({ kind: "identity_reserved", detail });
  }
  for (const remark of account.remarks) conflicts.push({ kind: "remark", detail: remark });
  const carried = facts.reservedIdentities.length === 0
    ? account
    : withoutIdentities(account, facts.reservedIdentities);
  return { account: carried, username, loginName, email, passwordHash, secret, conflicts };
}

function withoutIdentities(account: ForeignAccount, left: ForeignAccount["identities"]): ForeignAccount {
  return { ...account, identities: account.identities.filter((identity) => !left.includes(identity)) };
}

function planEmail(
  account: ForeignAccount,
  facts: Facts,
  options: ImportOptions,
  conflicts: Conflict[],
): string | null {
  const { email } = account;
  if (email === null) return null;
  if (facts.losesEmail) {
    conflicts.push({ kind: "email_shared", detail: `account ${facts.emailKeeper} of the source keeps the e-mail` });
    return null;
  }
  if (facts.isEmailTaken) {
    if (options.sameEmail === "skip") throw new RowError("its e-mail belongs to an account here");
    conflicts.push({ kind: "email_taken", detail: "an account here has the e-mail: this one comes without" });
    return null;
  }
  if (facts.isEmailReserved) {
    const why = "its e-mail is kept for an account that was deleted here";
    if (options.sameEmail === "skip") throw new RowError(why);
    conflicts.push({ kind: "email_reserved", detail: `${why}: it comes without` });
    return null;
  }
  if (!email.includes("@")) {
    conflicts.push({ kind: "not_an_email", detail: "the e-mail has no @: it comes without" });
    return null;
  }
  if (!isEmail(email)) conflicts.push({ kind: "email_rule", detail: "kept to log in with, and never mailed" });
  return email;
}

function planName(
  account: ForeignAccount,
  facts: Facts,
  options: ImportOptions,
  conflicts: Conflict[],
): Pick<Plan, "username" | "loginName"> {
  const { name } = account;
  if (name === null) return { username: null, loginName: null };
  const loginName = { name, isExact: facts.hasNameTwin };
  const fits = isUsername(name);
  if (fits && !facts.losesName && !facts.isNameTaken && !facts.isNameReserved) {
    return { username: name, loginName: facts.hasNameTwin ? loginName : null };
  }
  const [kind, why] = facts.losesName
    ? ["username_case", "another account of the source has the name"]
    : facts.isNameTaken
    ? ["username_taken", "an account here has the name"]
    : facts.isNameReserved
    ? ["username_reserved", "the name is kept for an account that was deleted here"]
    : ["username_rule", "the name is not 3 to 20 of A-Z, a-z, 0-9 and _"];
  if (options.names === "fail") {
    throw new PlanRefused(`Account ${account.foreignId} ("${name}"): ${why}. Take --names rename or --names skip`);
  }
  if (options.names === "skip") throw new RowError(why);
  conflicts.push({ kind, detail: why });
  // Who has the name here goes on logging in with it, and nobody logs in with that of who was deleted.
  return { username: null, loginName: facts.isNameTaken || facts.isNameReserved ? null : loginName };
}

function planPassword(
  { password }: ForeignAccount,
  email: string | null,
  conflicts: Conflict[],
): Pick<Plan, "passwordHash" | "secret"> {
  if (password.kind === "none") {
    if (password.reason !== null) conflicts.push({ kind: "no_password", detail: password.reason });
    return { passwordHash: null, secret: null };
  }
  if (password.kind === "bcrypt") return { passwordHash: password.hash, secret: null };
  if (password.kind === "foreign") return { passwordHash: null, secret: foreignSecret(password.credential) };
  const { identity, salt, verifier } = password;
  if (email !== null && emailKey(email) === identity) {
    const plain = new Uint8Array(salt.length + verifier.length);
    plain.set(salt);
    plain.set(verifier, salt.length);
    return { passwordHash: null, secret: { scheme: WILDSTAR_SCHEME, plain } };
  }
  conflicts.push({
    kind: "srp_identity",
    detail: "its verifier is not over its e-mail in lower case: no WildStar door until the first login on the web",
  });
  return {
    passwordHash: null,
    secret: foreignSecret({
      kind: "srp6-wildstar-as-typed",
      identity,
      salt: salt.toHex(),
      verifier: verifier.toHex(),
    }),
  };
}

function foreignSecret(credential: ForeignCredential): PlannedSecret {
  return { scheme: FOREIGN_SCHEME, plain: new TextEncoder().encode(JSON.stringify(credential)) };
}

function checkText(text: string | null): void {
  if (text === null) return;
  if (text.length > LETTERS_MAX) throw new RowError(`its name or e-mail has more than ${LETTERS_MAX} letters`);
  if (text.includes("\0") || !text.isWellFormed()) throw new RowError("its name or e-mail is no text");
}
