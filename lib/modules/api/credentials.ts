/** Secrets that a module derives of passwords. */

export type { CredentialScheme } from "../../domain/accounts/credential_schemes.ts";
