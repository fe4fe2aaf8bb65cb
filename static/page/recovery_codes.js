/** Recovery codes, shown once. */
import { say } from "./texts.js";

/**
 * Shows codes that are shown once.
 *
 * @param {{ showOnce(shown: { title: string, text: string, lines: readonly string[] }): Promise<unknown> }} questions
 * @param {readonly string[] | undefined} codes none where the account has some already
 */
export async function showRecoveryCodes(questions, codes) {
  if (codes === undefined || codes.length === 0) return;
  await questions.showOnce({ title: say("recovery.title"), text: say("recovery.once"), lines: codes });
}
