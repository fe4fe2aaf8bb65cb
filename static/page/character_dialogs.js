/** @import { Character, GatehouseError } from "../client.d.ts" */
import { byId } from "./elements.js";
import { handleSubmit, resetForm } from "./form.js";
import { say } from "./texts.js";

/**
 * The questions before a character is made or deleted. They close when it is done; a refusal stays in the dialog.
 *
 * @param {{ describe(error: GatehouseError): string }} parts
 */
export function createDialogs({ describe }) {
  const creating = setUp("create-dialog", "create-character");
  const deleting = setUp("delete-dialog", "delete-character");

  /** @param {string} dialogId @param {string} formId */
  function setUp(dialogId, formId) {
    const dialog = byId(dialogId, HTMLDialogElement);
    const form = byId(formId, HTMLFormElement);
    /** @type {(values: Record<string, string>) => Promise<void>} */
    let act = () => Promise.resolve();
    handleSubmit(form, async (values) => {
      await act(values);
      dialog.close();
    }, describe);
    dialog.querySelector("[data-close]")?.addEventListener("click", () => dialog.close());
    return (/** @type {typeof act} */ next) => {
      act = next;
      resetForm(form);
      dialog.showModal();
    };
  }

  return {
    /** @param {(input: { name: string, class?: string }) => Promise<void>} act */
    create(act) {
      creating(({ name = "", class: kind = "" }) => act({ name, ...(kind === "" ? {} : { class: kind }) }));
    },
    /** @param {Character} character @param {boolean} isPlayed @param {() => Promise<void>} act */
    remove({ name, level }, isPlayed, act) {
      const warning = isPlayed ? `${say("delete.playing", { name })} ` : "";
      byId("delete-text", HTMLElement).textContent = warning + say("delete.text", { name, level });
      deleting(() => act());
    },
  };
}
