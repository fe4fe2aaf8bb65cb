/** What one thing costs here and at a peer, in turns, so that whatever else the machine does meets both alike. */
import { median } from "./http_load.ts";

export interface Turn<T> {
  readonly ours: T;
  readonly peers: T;
}

interface Turns<T> {
  readonly ours: () => Promise<T>;
  readonly peers: () => Promise<T>;
  readonly rounds?: number;
  /** Rounds that do not count: compiled, and compiled better, before it does. */
  readonly warmUpRounds?: number;
}

export async function inTurns<T>({ ours, peers, rounds = 5, warmUpRounds = 4 }: Turns<T>): Promise<Turn<T>[]> {
  const turns: Turn<T>[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) turns.push({ ours: await ours(), peers: await peers() });
  return turns.slice(warmUpRounds);
}

/** How many times ours the peer's is: the median of the rounds, the least and the most. */
export function describeTurns(turns: readonly Turn<number>[], unit: string, digits = 0): string {
  const ratios = turns.map(({ ours, peers }) => peers / ours);
  const ends = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1)).join(" to ");
  const [here, there] = [turns.map(({ ours }) => ours), turns.map(({ peers }) => peers)]
    .map((values) => `${median(values).toFixed(digits)} ${unit}`);
  return `${median(ratios).toFixed(1)} times ours (${ends}; ${there} there, ${here} here)`;
}
