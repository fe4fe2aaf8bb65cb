/** Ids as game servers see them: `account_42`, `char_7`. Bare numbers are taken too: docs/contract.md, "Game servers". */

const ID_MAX = 0xffff_ffff;

export function accountText(accountId: number): string {
  return `account_${accountId}`;
}

export function characterText(characterId: number): string {
  return `char_${characterId}`;
}

/** Null for what is no id, which is then nobody's. */
export function parseAccountId(value: string | number): number | null {
  return parseId(value, "account_");
}

export function parseCharacterId(value: string | number): number | null {
  return parseId(value, "char_");
}

function parseId(value: string | number, prefix: string): number | null {
  const digits = typeof value === "number"
    ? String(value)
    : value.startsWith(prefix)
    ? value.slice(prefix.length)
    : value;
  if (!/^[1-9][0-9]{0,9}$/.test(digits)) return null;
  const id = Number(digits);
  return id <= ID_MAX ? id : null;
}
