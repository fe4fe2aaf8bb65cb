/** Many rows, a batch at a time: no statement grows with the table, and between two of them others have their turn. */
import { breathe } from "../breather.ts";

/** @param run changes at most `size` rows, those that are left. @returns once it changed fewer */
export async function inBatches(size: number, run: (size: number) => Promise<number>): Promise<void> {
  while (await run(size) >= size) await breathe();
}
