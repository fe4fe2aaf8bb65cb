/** Processor time of other processes, by Linux (proc(5)). */

const TICKS_A_SECOND = 100;

/** @returns seconds, all threads, of the user and the system together */
export async function processSeconds(pid: number): Promise<number> {
  const [text = ""] = await read(`/proc/${pid}/stat`);
  // The second field is the program's name in brackets, which may have spaces in it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** Processes that it started and that run. */
export async function childrenOf(pid: number): Promise<number[]> {
  const lists = await read(`/proc/${pid}/task/*/children`);
  return lists.join(" ").split(" ").filter((text) => text !== "").map(Number);
}

/** By a program, as Deno gives files there to those alone who may do everything. */
async function read(paths: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("sh", { args: ["-c", `cat ${paths}`] }).output();
  return new TextDecoder().decode(stdout).split("\n");
}
