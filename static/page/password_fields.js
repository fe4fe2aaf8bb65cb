/** What stands beside a password field: to show it, and how strong it is. */
import { find, textElement } from "./elements.js";
import { formatDuration } from "./messages.js";
import { say } from "./texts.js";

const CENTURY_SECONDS = 100 * 31_557_600;

/** Gives every password field its "show" button, and the ones that ask for it a strength meter. */
export function setUpPasswordFields() {
  for (const secret of document.querySelectorAll(".secret")) setUpReveal(secret);
  for (const input of document.querySelectorAll("input[data-strength]")) {
    if (input instanceof HTMLInputElement) setUpMeter(input);
  }
}

/** @param {Element} secret */
function setUpReveal(secret) {
  const input = find(secret, "input", HTMLInputElement);
  const button = find(secret, ".reveal", HTMLButtonElement);
  /** @param {boolean} shown */
  const reveal = (shown) => {
    input.type = shown ? "text" : "password";
    button.ariaPressed = String(shown);
    button.textContent = say(shown ? "signIn.hideShort" : "signIn.showShort");
  };
  reveal(false);
  button.addEventListener("click", () => reveal(input.type === "password"));
  // A password left readable could end up in the browser's list of typed words.
  input.form?.addEventListener("submit", () => reveal(false), { capture: true });
}

/** `data-strength` names the fields whose words make a password weaker. @param {HTMLInputElement} input */
function setUpMeter(input) {
  const form = input.form;
  const meter = form && find(form, ".strength", HTMLElement);
  if (!form || !meter) return;
  const steps = textElement("div");
  steps.className = "steps";
  steps.append(...Array.from({ length: 5 }, () => textElement("span")));
  const verdict = textElement("p");
  verdict.className = "hint";
  meter.append(steps, verdict);

  const own = (input.dataset.strength ?? "").split(" ");
  form.addEventListener("input", async () => {
    if (input.value === "" && verdict.textContent === "") return;
    // Comes with the first letter that is typed; a password is taken without this advice too.
    const strength = await import("./strength.js").catch(() => null);
    if (strength === null) return;
    const words = own.map((name) => String(new FormData(form).get(name) ?? ""));
    const { level, seconds } = strength.estimateStrength(input.value, words);
    const empty = input.value === "";
    meter.dataset.level = String(level);
    [...steps.children].forEach((step, at) => step.classList.toggle("on", !empty && at <= level));
    const text = empty ? "" : `${say(`strength.${level}`)}. ${describeHold(seconds)}`;
    if (verdict.textContent !== text) verdict.textContent = text;
  });
}

/** With the thief that strength.js has in mind. @param {number} seconds */
function describeHold(seconds) {
  if (seconds < 60) return say("strength.first");
  if (seconds > CENTURY_SECONDS) return say("strength.century");
  return say("strength.about", { duration: formatDuration(seconds) });
}
