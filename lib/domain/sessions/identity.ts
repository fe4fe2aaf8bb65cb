/** Who a bearer of a session token is. */
import type { Role } from "../../platform/database/schema.ts";

export interface Identity {
  readonly accountId: number;
  readonly username: string;
  readonly role: Role;
  readonly sessionId: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

/** The claims of a session token: docs/contract.md, "Tokens, sessions, seats". */
export interface SessionClaims {
  /** The account's id as text. */
  readonly sub: string;
  readonly username: string;
  readonly sid: string;
  readonly jti: string;
  /** Seconds since 1970. */
  readonly exp: number;
}

/** Signs and verifies session tokens. `lib/domain/tokens/jwt/` is the one. */
export interface SessionSigner {
  /** @param issuedAt now, where it is left out: the same claims and times give the same text */
  sign(claims: Omit<SessionClaims, "exp">, expiresInSeconds: number, issuedAt?: Date): string;
  /** @throws {AppError} `invalid_token`, `token_expired`, `wrong_token_type` */
  verify(token: string): Promise<SessionClaims>;
}
