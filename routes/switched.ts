/** What is switched off answers as if it were not there: docs/configuration.md. */
import { createMiddleware } from "hono/factory";
import { AppError } from "../lib/platform/errors.ts";
import type { HttpEnv } from "./http.ts";

/** @throws {AppError} `not_found` */
export function whereOn(isEnabled: boolean, otherwise = "There is nothing here") {
  return createMiddleware<HttpEnv>(async (_c, next) => {
    if (!isEnabled) throw new AppError("not_found", otherwise);
    await next();
  });
}
