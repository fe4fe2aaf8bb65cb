/** Environment variables that are nobody's, and one typing error away from one of ours. */
import { countTypingErrors } from "../nearest.ts";
import type { Environment } from "./environment.ts";

export interface Misspelt {
  readonly name: string;
  /** What was meant, as it seems. */
  readonly meant: string;
}

/** Names only, never values. @param known the variables that there are */
export function findMisspelt(env: Environment, known: Iterable<string>): readonly Misspelt[] {
  const ours = new Set(known);
  return Object.entries(env).flatMap(([name, value]) => {
    if (ours.has(name) || value === undefined || value === "") return [];
    const meant = [...ours].find((variable) =>
      Math.abs(variable.length - name.length) <= 1 && countTypingErrors(name, variable) === 1
    );
    return meant === undefined ? [] : [{ name, meant }];
  });
}
