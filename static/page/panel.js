/** @import { GatehouseError } from "../client.d.ts" */
import { GatehouseError as Failure } from "../client.js";
import { byId, find, textElement } from "./elements.js";
import { Refusal } from "./questions.js";

/**
 * One section of the account page, which says what was done and what was refused.
 *
 * @param {string} id @param {(error: GatehouseError) => string} describe
 */
export function openPanel(id, describe) {
  const panel = byId(id, HTMLElement);
  const done = find(panel, ".panel-done", HTMLElement);
  const failed = find(panel, ".panel-error", HTMLElement);

  /** @param {string} text */
  function say(text) {
    failed.textContent = "";
    done.textContent = text;
  }

  return {
    panel,
    say,
    /** Runs what a button asked for, or nobody (then what was said stays); one at a time. @param {HTMLElement | null} button @param {() => Promise<void>} act */
    async attempt(button, act) {
      if (button?.ariaDisabled === "true") return;
      if (button !== null) {
        button.ariaDisabled = "true";
        say("");
      }
      try {
        await act();
      } catch (error) {
        if (error instanceof Refusal) failed.textContent = error.message;
        else if (error instanceof Failure) failed.textContent = describe(error);
        else throw error;
      } finally {
        if (button !== null) button.ariaDisabled = null;
      }
    },
    /**
     * A button in this section.
     *
     * @param {string} text @param {string} subject which of several it is about, for a screen reader @param {() => Promise<void>} act
     * @param {string} [kind]
     */
    button(text, subject, act, kind = "") {
      const button = textElement("button", text);
      button.type = "button";
      button.className = kind;
      button.ariaLabel = `${text}: ${subject}`;
      button.addEventListener("click", () => this.attempt(button, act));
      return button;
    },
  };
}

/** One row of a list: what it is, what is known of it, what can be done. @param {string} title @param {string} hint @param {HTMLElement[]} buttons */
export function listRow(title, hint, buttons) {
  const row = textElement("li");
  row.className = "entry";
  const words = textElement("div");
  const note = textElement("p", hint);
  note.className = "hint";
  const name = textElement("p", title);
  name.className = "entry-name";
  words.append(name, note);
  const actions = textElement("div");
  actions.className = "row";
  actions.append(...buttons);
  row.append(words, ...(buttons.length === 0 ? [] : [actions]));
  return row;
}
