/** The console's way in. */
import { GatehouseError } from "../client/errors.js";
import { explain } from "./failures.js";
import { fieldElement, onSubmit } from "./form.js";
import { button, h } from "./h.js";
import { codeFields } from "./proof.js";
import { t } from "./texts.js";

/**
 * The way in: with a password, a second factor or a passkey; whoever was invited may register here too.
 *
 * @param {HTMLElement} place
 * @param {{ api: ReturnType<typeof import("./api.js").createApi>, notice?: string, invited: boolean, entered: () => Promise<void> }} parts
 */
export function showSignIn(place, { api, notice = "", invited, entered }) {
  const problem = h("p", { class: "form-error", role: "alert" });
  /** @param {() => Promise<void>} way */
  const enter = async (way) => {
    try {
      await way();
    } catch (error) {
      if (error instanceof GatehouseError && error.code === "second_factor_required" && error.challenge !== null) {
        return askCode(error.challenge, error.methods);
      }
      throw error;
    }
    await entered();
  };
  /** A way in by a button. @param {() => Promise<void>} way */
  const pressed = (way) => void enter(way).catch((error) => problem.textContent = explain(error));

  const passkey = "PublicKeyCredential" in globalThis
    ? button(t("sign_in.passkey"), () => pressed(api.logInByPasskey))
    : null;

  function askPassword() {
    const form = h(
      "form",
      { "aria-label": t("sign_in.go") },
      problem,
      fieldElement({
        name: "login",
        label: t("sign_in.login"),
        required: true,
        autocomplete: "username webauthn",
        maxlength: 254,
      }),
      fieldElement({
        name: "password",
        label: t("sign_in.password"),
        type: "password",
        required: true,
        autocomplete: "current-password",
      }),
      h("button", { type: "submit", class: "primary" }, t("sign_in.go")),
      passkey,
      invited ? button(t("sign_in.to_register"), askNew, "quiet") : null,
    );
    onSubmit(
      form,
      ({ login = "", password = "" }) =>
        enter(() => api.logIn({ [login.includes("@") ? "email" : "username"]: login, password })),
      explain,
    );
    fill(t(invited ? "sign_in.invited" : "sign_in.title"), form);
  }

  function askNew() {
    const form = h(
      "form",
      { "aria-label": t("sign_in.register") },
      problem,
      fieldElement({
        name: "username",
        label: t("sign_in.username"),
        required: true,
        pattern: "[A-Za-z0-9_]{3,20}",
        hint: t("sign_in.username_hint"),
        autocomplete: "username",
      }),
      fieldElement({
        name: "email",
        label: t("sign_in.email"),
        type: "email",
        autocomplete: "email",
        hint: t("sign_in.email_hint"),
      }),
      fieldElement({
        name: "password",
        label: t("sign_in.new_password"),
        type: "password",
        required: true,
        autocomplete: "new-password",
        hint: t("sign_in.password_hint"),
      }),
      h("button", { type: "submit", class: "primary" }, t("sign_in.register")),
      button(t("sign_in.to_sign_in"), askPassword, "quiet"),
    );
    onSubmit(form, (values) => enter(() => api.register(values)), explainNew);
    fill(t("sign_in.invited"), form);
  }

  /** @param {string} challenge @param {readonly string[]} methods */
  function askCode(challenge, methods) {
    const form = h(
      "form",
      { "aria-label": t("sign_in.second") },
      problem,
      fieldElement({
        name: "code",
        label: t("sign_in.code"),
        required: true,
        autocomplete: "one-time-code",
        hint: t("sign_in.code_hint"),
      }),
      h("button", { type: "submit", class: "primary" }, t("sign_in.go")),
      methods.includes("passkey")
        ? button(t("sign_in.passkey"), () => pressed(() => api.secondFactorByPasskey(challenge)))
        : null,
      button(t("sign_in.back"), askPassword, "quiet"),
    );
    onSubmit(form, ({ code = "" }) => enter(() => api.secondFactor({ challenge, ...codeFields(code) })), explain);
    fill(t("sign_in.second"), form);
  }

  /** @param {string} title @param {HTMLElement} form */
  function fill(title, form) {
    problem.textContent = "";
    place.replaceChildren(h(
      "main",
      { class: "gate" },
      h(
        "div",
        { class: "gate-card" },
        h("h1", {}, title),
        notice
          ? h("p", { class: "notice", role: "alert" }, notice)
          : h("p", { class: "hint" }, t(invited ? "sign_in.invited_why" : "sign_in.why")),
        form,
      ),
    ));
    const first = form.querySelector("input");
    first?.focus();
  }

  if (invited) askNew();
  else askPassword();
}

/** Where many have registered today, one is told to come back long after the link is over. @param {unknown} error */
function explainNew(error) {
  const isLimited = error instanceof GatehouseError && error.code === "rate_limited";
  return isLimited ? `${explain(error)} ${t("sign_in.or_yours")}` : explain(error);
}

/** An account that may not operate, or a link that holds no more. @param {HTMLElement} place @param {string} title @param {string} text @param {readonly Node[]} ways */
export function showClosed(place, title, text, ways) {
  place.replaceChildren(
    h(
      "main",
      { class: "gate" },
      h(
        "div",
        { class: "gate-card" },
        h("h1", {}, title),
        h("p", { role: "alert" }, text),
        h("div", { class: "row" }, [...ways]),
      ),
    ),
  );
}
