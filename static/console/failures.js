/** What went wrong, in the operator's words. */
import { GatehouseError } from "../client/errors.js";
import { describeError } from "../page/messages.js";
import { button, h } from "./h.js";
import { has, t } from "./texts.js";

/** What went wrong and what to do about it, in the operator's words. @param {unknown} error */
export function explain(error) {
  if (!(error instanceof GatehouseError)) return t("error.unexpected", { message: String(error) });
  if (error.code === "invalid_input" && error.errors.length > 0) {
    return error.errors.map(({ field, message }) => `${field}: ${message}`).join(" · ");
  }
  if (has(`error.${error.code}`)) return t(`error.${error.code}`, { message: error.message });
  return describeError(error);
}

/** @param {unknown} error */
export function isMissing(error) {
  return error instanceof GatehouseError && error.status === 404;
}

/** The server may be there again in a moment. @param {unknown} error */
export function isOutOfReach(error) {
  return error instanceof GatehouseError && ["unreachable", "timeout", "unavailable"].includes(error.code);
}

/**
 * @param {unknown} error
 * @param {(() => void) | null} [again]
 */
export function failureNote(error, again = null) {
  const missing = isMissing(error);
  const text = missing ? t("error.not_here") : explain(error);
  return h(
    "div",
    { class: missing ? "empty" : "notice", role: missing ? null : "alert" },
    h("p", {}, text),
    again && !missing ? button(t("try_again"), again) : null,
  );
}
