/** @import { Context } from "./context.js" */
/** @import { Field } from "./form.js" */
import { fieldElement, valuesOf } from "./form.js";
import { h } from "./h.js";
import { t } from "./texts.js";

const PAUSE_MS = 250;

/**
 * Filters above a list, kept in the address: what is found can be sent to a colleague.
 *
 * @param {Context} context
 * @param {readonly Field[]} fields
 * @param {(query: Record<string, string>) => void} changed
 */
export function createFilters({ query, setQuery }, fields, changed) {
  const form = h(
    "form",
    { class: "filters", role: "search", "aria-label": t("filters") },
    fields.map((field) => fieldElement({ ...field, value: asShown(field, query[field.name] ?? "") })),
    h("button", { type: "reset", class: "quiet" }, t("filters.clear")),
  );
  const read = () => {
    const values = valuesOf(form);
    for (const { name, type } of fields) {
      const value = (values[name] ?? "").trim();
      if (type === "datetime-local" && value !== "") values[name] = new Date(value).toISOString();
      else values[name] = value;
    }
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  };
  let timer = 0;
  let last = JSON.stringify(read());
  const tell = () => {
    clearTimeout(timer);
    const values = read();
    if (JSON.stringify(values) === last) return;
    last = JSON.stringify(values);
    setQuery(values);
    changed(values);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of form.querySelectorAll("input, select")) {
      if (field instanceof HTMLInputElement) field.value = "";
      if (field instanceof HTMLSelectElement) field.selectedIndex = 0;
    }
    tell();
  });
  return { form, values: read };
}

/** Times stand in the operator's own zone. @param {Field} field @param {string} value */
function asShown({ type }, value) {
  if (type !== "datetime-local" || value === "") return value;
  const date = new Date(value);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {string} all @param {readonly string[]} values @param {(value: string) => string} name @returns {[string, string][]} */
export function choices(all, values, name) {
  return [["", all], ...values.map((value) => /** @type {[string, string]} */ ([value, name(value)]))];
}
