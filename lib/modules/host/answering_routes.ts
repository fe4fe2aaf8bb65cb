/** A module's routes, where each must give an answer: what gives none, or something else, is its failure. */
import type { Handler, Hono } from "hono";

/** The same routes. Without it a handler that forgets its `return` answers 200 with nothing. */
export function requireAnswers(routes: Hono): Hono {
  for (const route of routes.routes) route.handler = answering(route.handler as Handler);
  return routes;
}

/** Whoever hands on to the next, as middleware does, owes none. */
function answering(handler: Handler): Handler {
  return async (c, next) => {
    let isHandedOn = false;
    const answer: unknown = await callOf(handler, c, () => {
      isHandedOn = true;
      return next();
    });
    if (answer instanceof Response && answer.type !== "error") return answer;
    if (isHandedOn || c.finalized) return;
    throw new Error(
      `Could not answer ${c.req.method} ${c.req.path}: the route gave ${describe(answer)} for a Response`,
    );
  };
}

/** Hono answers errors only; anything else that is thrown goes past everybody. */
async function callOf(...[handler, c, next]: [Handler, ...Parameters<Handler>]): Promise<unknown> {
  try {
    return await handler(c, next);
  } catch (error) {
    if (error instanceof Error) throw error;
    throw new Error(`Could not answer ${c.req.method} ${c.req.path}: the route threw what is no error`, {
      cause: error,
    });
  }
}

function describe(answer: unknown): string {
  return answer instanceof Response
    ? "Response.error()"
    : answer === undefined
    ? "nothing"
    : `a value of type ${typeof answer}`;
}
