/** Forms: one submit at a time, and each failure at the field that it is about. */
import { GatehouseError } from "../client.js";
import { find } from "./elements.js";
import { describeError } from "./messages.js";
import { say } from "./texts.js";

/** Codes that are about one field. @type {Readonly<Record<string, string>>} */
const FIELD_OF_CODE = { username_taken: "username", email_taken: "email", name_taken: "name", invalid_code: "code" };

/**
 * Checks, sends and explains a form: one submit at a time, the first wrong field gets the focus.
 *
 * @param {HTMLFormElement} form
 * @param {(values: Record<string, string>) => void | Promise<void>} submit
 * @param {(error: GatehouseError) => string} [describe]
 */
export function handleSubmit(form, submit, describe = describeError) {
  const button = find(form, "[type=submit]", HTMLButtonElement);
  // What was wrong goes away as it is mended.
  form.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) clearField(form, target);
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    clearErrors(form);
    const wrong = fieldsOf(form).filter((field) =>
      !field.disabled && showFieldError(form, field.name, fieldProblem(field))
    );
    if (wrong[0] !== undefined) return wrong[0].focus();
    button.ariaDisabled = "true"; // not disabled: that would lose the keyboard's place
    try {
      await submit(valuesOf(form));
    } catch (error) {
      showFormError(form, error, describe);
    } finally {
      button.ariaDisabled = null;
    }
  });
}

/**
 * Says in the form why something beside its own submit failed.
 *
 * @param {HTMLFormElement} form @param {unknown} error @param {(error: GatehouseError) => string} [describe]
 */
export function showFormError(form, error, describe = describeError) {
  if (!(error instanceof GatehouseError)) throw error;
  showFailure(form, error, describe(error));
}

/** Empties a form, its messages and what it had to say about them. @param {HTMLFormElement} form */
export function resetForm(form) {
  form.reset();
  clearErrors(form);
  for (const field of fieldsOf(form)) field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLFormElement} form @returns {(HTMLInputElement | HTMLTextAreaElement)[]} */
function fieldsOf(form) {
  return [...form.elements].filter((element) =>
    element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement
  );
}

/** @param {HTMLFormElement} form @returns {Record<string, string>} a ticked box is "on" */
function valuesOf(form) {
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
}

/** What is wrong with a field, or nothing. The server checks again. @param {HTMLInputElement | HTMLTextAreaElement} field */
function fieldProblem({ value, validity, required, minLength, dataset, type }) {
  if (required && value === "") return say("field.required");
  if (value === "") return "";
  if (value.length < minLength) return say("field.short", { count: minLength });
  if (validity.patternMismatch) return say(dataset.patternText ?? "field.pattern");
  if (validity.typeMismatch && type === "email") return say("field.email");
  const bytes = new TextEncoder().encode(value.normalize("NFC")).length;
  if (bytes > Number(dataset.bytesMax ?? Infinity)) return say("field.bytes");
  return "";
}

/** @param {HTMLFormElement} form @param {GatehouseError} error @param {string} text */
function showFailure(form, error, text) {
  const named = error.errors.length > 0 ? error.errors : [{ field: FIELD_OF_CODE[error.code] ?? "", message: text }];
  const left = named.filter(({ field, message }) => !showFieldError(form, field, message));
  find(form, ".form-error", HTMLElement).textContent = left.map(({ message }) => message).join(" ");
  fieldsOf(form).find((field) => field.ariaInvalid === "true")?.focus();
}

/** @param {HTMLFormElement} form @param {string} name @param {string} text @returns {boolean} whether there was one to show */
function showFieldError(form, name, text) {
  const field = fieldsOf(form).find((candidate) => candidate.name === name && !candidate.disabled);
  const place = field && document.getElementById(`${field.id}-error`);
  if (!field || !place || text === "") return false;
  place.textContent = text;
  field.ariaInvalid = "true";
  return true;
}

/** @param {HTMLFormElement} form @param {HTMLInputElement | HTMLTextAreaElement} field */
function clearField(form, field) {
  const place = document.getElementById(`${field.id}-error`);
  if (place !== null) place.textContent = "";
  field.ariaInvalid = null;
  find(form, ".form-error", HTMLElement).textContent = "";
}

/** @param {HTMLFormElement} form */
function clearErrors(form) {
  for (const place of form.querySelectorAll(".field-error, .form-error, .form-done")) place.textContent = "";
  for (const field of fieldsOf(form)) field.ariaInvalid = null;
}
