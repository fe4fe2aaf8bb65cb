/** A module's routes, where each must give an answer in time: what gives none, or something else, is its failure. */
import type { Handler, Hono } from "hono";
import type { Kernel } from "../../platform/kernel/kernel.ts";
import { withinTime } from "../../platform/time_limit.ts";
import { timeoutError } from "./module_failure.ts";

/** Until the answer begins; what it sends from then on may take as long as it likes. Of who asks and waits, the longest. */
const LIMIT_MS = 60_000;

export interface AnsweringParts extends Pick<Kernel, "clock" | "log"> {
  readonly module: string;
}

/** The same routes. Without it a handler that forgets its `return` answers 200 with nothing. */
export function requireAnswers(parts: AnsweringParts, routes: Hono): Hono {
  for (const route of routes.routes) route.handler = answering(parts, route.handler as Handler);
  return routes;
}

/** Whoever hands on to the next, as middleware does, owes none. */
function answering({ clock, log, module }: AnsweringParts, handler: Handler): Handler {
  return async (c, next) => {
    const name = `${c.req.method} ${c.req.path}`;
    let isHandedOn = false;
    const work = callOf(name, () =>
      handler(c, () => {
        isHandedOn = true;
        return next();
      }));
    const answer: unknown = await withinTime(clock, LIMIT_MS, work, () => {
      log.warn("A game module failed", { module, work: "route", name, code: "hook_timeout" });
      return timeoutError(module);
    });
    if (answer instanceof Response && answer.type !== "error") return answer;
    if (isHandedOn || c.finalized) return;
    throw new Error(`Could not answer ${name}: the route gave ${describe(answer)} for a Response`);
  };
}

/** Hono answers errors only; anything else that is thrown goes past everybody. */
async function callOf(name: string, call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error) throw error;
    throw new Error(`Could not answer ${name}: the route threw what is no error`, { cause: error });
  }
}

function describe(answer: unknown): string {
  if (answer instanceof Response) return "Response.error()";
  return answer === undefined ? "nothing" : `a value of type ${typeof answer}`;
}
