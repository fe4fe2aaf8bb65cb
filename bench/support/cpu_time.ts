/** Processor time of this process: what others do on the machine meanwhile does not count. */
import { cpuUsage } from "node:process";

/** @returns seconds for each time, all threads of this process together */
export function cpuSeconds(work: (time: number) => void, times: number): number {
  const before = cpuUsage();
  for (let time = 0; time < times; time++) work(time);
  const { user, system } = cpuUsage(before);
  return (user + system) / 1e6 / times;
}
