/** Who changes something on behalf of the operators, for the audit log. */
export interface Actor {
  /** `admin` for the static token, `account_42` for an account with that role. */
  readonly actor: string;
  readonly address: string;
}
