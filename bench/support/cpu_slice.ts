/**
 * A share of one core for a process, by Linux's control groups (cgroups(7)): then what it does goes by its share and not by
 * who else wants the cores. By a program, as Deno gives files there to those alone who may do everything.
 */

const PERIOD_US = 10_000;

/** Of both versions, the older one first: where a group of this process is made, and how it is told its share. */
const GROUPS = [
  { folder: "/sys/fs/cgroup/cpu", limit: "echo $2 > cpu.cfs_period_us && echo $1 > cpu.cfs_quota_us" },
  { folder: "/sys/fs/cgroup", limit: "echo $1 $2 > cpu.max" },
];

/**
 * Until it is given back, after the process's end.
 *
 * @param share 0.2 for a fifth of a core
 * @returns null where none may be made
 */
export async function giveSlice(pid: number, share: number): Promise<AsyncDisposable | null> {
  for (const { folder, limit } of GROUPS) {
    const group = `${folder}/bench_${pid}`;
    const script = `mkdir ${group} && cd ${group} && ${limit} && echo ${pid} > cgroup.procs`;
    const isGiven = await succeeds(script, String(PERIOD_US * share), String(PERIOD_US));
    if (isGiven) return { [Symbol.asyncDispose]: async () => void await succeeds(`rmdir ${group}`) };
    await succeeds(`rmdir ${group}`);
  }
  return null;
}

async function succeeds(script: string, ...values: readonly string[]): Promise<boolean> {
  const { success } = await new Deno.Command("sh", { args: ["-c", script, "sh", ...values], stderr: "null" }).output();
  return success;
}
