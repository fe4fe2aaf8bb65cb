/** A module's credential scheme as the core runs it: within its time, counted, and what fails is the module's. */
import { stackFrames } from "../../doors/net/failure.ts";
import type { HookRunner } from "./hook_runner.ts";
import { isAppError } from "./module_failure.ts";
import type { CredentialScheme } from "../types.ts";

/** Of one secret. */
const BYTES_MAX = 65_536;

/** The same scheme. Its calls throw `hook_failed`, in the module's own words for an `AppError`, and `hook_timeout`. */
export function timedScheme(
  runner: Pick<HookRunner, "run">,
  module: string,
  scheme: CredentialScheme,
): CredentialScheme {
  const { name, needs } = scheme;
  const run = async <Result>(work: "derive" | "verify", of: () => Promise<Result>): Promise<Result> => {
    const result: Result[] = [];
    await runner.run({ module, work, name }, async () => void result.push(await of().catch(rethrowQuietly)));
    return result[0] as Result;
  };
  return {
    name,
    needs,
    derive: (input) => run("derive", async () => checkSecret(await scheme.derive(input))),
    verify: (input) => run("verify", async () => await scheme.verify(input) === true),
  };
}

function checkSecret(secret: unknown): Uint8Array {
  if (!(secret instanceof Uint8Array)) throw new TypeError("Could not derive: what the scheme gave is no Uint8Array");
  if (secret.length > BYTES_MAX) throw new RangeError(`Could not derive: the secret has more than ${BYTES_MAX} bytes`);
  return secret;
}

/** Of what is logged: the message may quote the password, which the scheme was given. */
function rethrowQuietly(error: unknown): never {
  if (isAppError(error)) throw error;
  const quiet = new Error(`${error instanceof Error ? error.name : typeof error}, its message aside`);
  if (error instanceof Error) quiet.stack = [quiet.message, ...stackFrames(error)].join("\n    ");
  throw quiet;
}
