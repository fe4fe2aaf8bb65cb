/** The thread that reads every page of a big database while the server starts. */
/// <reference lib="deno.worker" />
import { findDamage } from "./sqlite_damage.ts";

self.onmessage = ({ data }: MessageEvent<string>) => self.postMessage(findDamage(data));
