/** A program that starts a server with a module that throws, after one that waits for an hour, and says what it was told. */
import { startServer } from "../../lib/app/start.ts";
import { loadConfig, systemSources } from "../../lib/platform/config/config.ts";
import { systemClock as clock } from "../../lib/platform/clock.ts";
import { silentLog as log } from "../../lib/platform/log/log.ts";
import { systemRandom as random } from "../../lib/platform/random.ts";
import { gameWith } from "../modules/setup.ts";

const HOUR_MS = 60 * 60_000;

const patient = gameWith((context) => void context.clock.after(HOUR_MS, () => {}), { id: "patient" });
const broken = gameWith(() => {
  throw new Error("no dice");
}, { id: "broken" });

const config = await loadConfig(systemSources());
await startServer({ config, clock, random, log, games: [patient, broken] }).catch((error: Error) =>
  Deno.stdout.writeSync(new TextEncoder().encode(`${error.message}\n`))
);
