/** Several instances at once, each a process: how long their ends of sessions took, and until the others heard of them. */
import { percentile } from "./http_load.ts";
import { startChild } from "./child.ts";

interface Told {
  readonly asked: Readonly<Record<string, number>>;
  readonly committed: Readonly<Record<string, number>>;
  readonly heard: Readonly<Record<string, number>>;
  readonly tookMs: number;
}

export interface Revocations {
  /** A second, all instances together. */
  readonly done: number;
  /** Milliseconds, as p50 and p99. */
  readonly commit: readonly [number, number];
  /** From the commit's answer until another instance had it. */
  readonly heard: readonly [number, number];
  /** Ends that another instance never heard of. */
  readonly missed: number;
}

export async function revocationsOf(
  { url, instances, rate, seconds }: {
    readonly url: string;
    readonly instances: number;
    readonly rate: number;
    readonly seconds: number;
  },
): Promise<Revocations> {
  const children = Array.from({ length: instances }, (_, index) =>
    startChild("programs/notifying_instance.ts", {
      DATABASE_URL: url,
      INSTANCE: String(index),
      RATE: String(rate / instances),
      SECONDS: String(seconds),
    }));
  try {
    await Promise.all(children.map((child) => child.line()));
    const told = await Promise.all(children.map(async (child): Promise<Told> => {
      await child.say("go");
      return JSON.parse(await child.line());
    }));
    const commits = told.flatMap(({ asked, committed }) =>
      Object.entries(committed).map(([id, at]) => at - (asked[id] ?? at))
    );
    const ways = told.flatMap(({ committed }, from) =>
      told.flatMap(({ heard }, to) =>
        from === to ? [] : Object.entries(committed).map(([id, at]) => {
          const heardAt = heard[id];
          return heardAt === undefined ? null : Math.max(0, heardAt - at);
        })
      )
    );
    const both = (values: number[]): [number, number] => [percentile(values, 0.5), percentile(values, 0.99)];
    return {
      done: commits.length / (Math.max(...told.map(({ tookMs }) => tookMs)) / 1_000),
      commit: both(commits),
      heard: both(ways.filter((way) => way !== null)),
      missed: ways.filter((way) => way === null).length,
    };
  } finally {
    await Promise.all(children.map((child) => child.end()));
  }
}
