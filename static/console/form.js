/** Forms of the console: their fields, and one submit at a time. */
import { h } from "./h.js";
import { t } from "./texts.js";

/**
 * One field of a form: a label, the control, a hint.
 *
 * @typedef {{
 *   name: string, label: string, type?: string, required?: boolean, value?: string, hint?: string,
 *   options?: readonly (readonly [string, string])[], autocomplete?: string, maxlength?: number, min?: number,
 *   pattern?: string, checked?: boolean, placeholder?: string, inputmode?: string,
 * }} Field
 */

let fieldCount = 0;

/** @param {Field} field */
export function fieldElement(field) {
  const id = `field-${++fieldCount}`;
  const hint = field.hint ? h("p", { class: "hint", id: `${id}-hint` }, field.hint) : null;
  if (field.type === "checkbox") {
    const box = h("input", { type: "checkbox", name: field.name, checked: field.checked ?? false });
    return h("div", { class: "field" }, h("label", { class: "check" }, box, field.label), hint);
  }
  const control = controlOf(field, id, hint !== null);
  return h("div", { class: "field" }, h("label", { for: id }, field.label), control, hint);
}

/** @param {Field} field @param {string} id @param {boolean} hinted */
function controlOf(field, id, hinted) {
  const { name, type = "text", required = false, value = "", options, maxlength, min, pattern } = field;
  const shared = { id, name, required, "aria-describedby": hinted ? `${id}-hint` : null };
  if (options !== undefined) {
    return h("select", shared, options.map(([at, text]) => h("option", { value: at, selected: at === value }, text)));
  }
  if (type === "textarea") return h("textarea", { ...shared, rows: 3, maxlength }, value);
  return h("input", {
    ...shared,
    type,
    value: value === "" ? null : value,
    maxlength,
    min,
    pattern,
    autocomplete: field.autocomplete ?? "off",
    placeholder: field.placeholder,
    inputmode: field.inputmode,
    spellcheck: "false",
    autocapitalize: "none",
  });
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} a ticked box is "on", an empty field "" */
export function valuesOf(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

/** @param {HTMLFormElement} form @param {(values: Record<string, string>) => Promise<void>} submit @param {(error: unknown) => string} describe */
export function onSubmit(form, submit, describe) {
  const problem = form.querySelector(".form-error");
  let isBusy = false;
  form.noValidate = true;
  // What was said of a field is over with the next letter.
  form.addEventListener("input", () => {
    if (problem !== null) problem.textContent = "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.ariaInvalid = null;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isBusy || problem === null) return;
    problem.textContent = "";
    const wrong = [...form.querySelectorAll("input, textarea, select")].find((field) =>
      field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement
        ? !field.validity.valid
        : false
    );
    for (const field of form.querySelectorAll("[aria-invalid]")) field.ariaInvalid = null;
    if (wrong instanceof HTMLElement) {
      wrong.ariaInvalid = "true";
      const label = form.querySelector(`label[for="${wrong.id}"]`)?.textContent ?? "";
      const isMissing = "validity" in wrong && /** @type {HTMLInputElement} */ (wrong).validity.valueMissing;
      problem.textContent = t(isMissing ? "form.missing" : "form.check", { field: label });
      return wrong.focus();
    }
    isBusy = true;
    form.ariaBusy = "true";
    try {
      await submit(valuesOf(form));
    } catch (error) {
      problem.textContent = describe(error);
    } finally {
      isBusy = false;
      form.ariaBusy = null;
    }
  });
}

/** Ends that operators give, and one of their own. @param {string} [value] @returns {Field[]} */
export function untilFields(value = "7d") {
  return [
    {
      name: "length",
      label: t("until.label"),
      value,
      options: ["1h", "1d", "3d", "7d", "30d", "365d", "none", "date"].map((at) => [at, t(`until.${at}`)]),
    },
    { name: "date", label: t("until.own"), type: "datetime-local" },
  ];
}

/** The day is asked for where one is to be chosen, and there it is needed: without one a ban would have no end. @param {HTMLFormElement} form */
export function followUntil(form) {
  const length = form.querySelector("select[name=length]");
  const date = form.querySelector("input[name=date]");
  if (!(length instanceof HTMLSelectElement) || !(date instanceof HTMLInputElement)) return;
  const follow = () => {
    date.required = length.value === "date";
    date.closest(".field")?.toggleAttribute("hidden", !date.required);
  };
  length.addEventListener("change", follow);
  follow();
}

/** The end that such fields give. @param {Record<string, string>} values @returns {string | null} RFC 3339, null for none */
export function untilOf({ length = "none", date = "" }) {
  if (length === "date") return date === "" ? null : new Date(date).toISOString();
  const [, number, unit] = /^(\d+)([hd])$/.exec(length) ?? [];
  if (number === undefined) return null;
  return new Date(Date.now() + Number(number) * (unit === "h" ? 3_600_000 : 86_400_000)).toISOString();
}
