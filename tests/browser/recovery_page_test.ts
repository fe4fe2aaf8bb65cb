/** Getting back in, by mail and by a second factor, as a player does it. */
import { expect } from "expect";
import type { Browser, Page } from "playwright-core";
import { codeAt, wrongCode } from "../doors/accounts/authenticator.ts";
import { browserTest } from "../support/browser_tests.ts";
import { freePort } from "../support/free_port.ts";
import { type MailServer, startMailServer, tokenIn } from "../support/smtp.ts";
import { startTestServer } from "../support/test_server.ts";
import { lookAt } from "./look.ts";
import { PASSWORD, signIn, visit } from "./visit.ts";

const NEW_PASSWORD = "Another-lantern-43";

/** A place that can send mail. */
async function withMail(browser: Browser, act: (page: Page, url: string, mails: MailServer) => Promise<void>) {
  await using mails = await startMailServer();
  const port = freePort();
  const publicUrl = `http://localhost:${port}`;
  const mail = { host: "127.0.0.1", port: mails.port, tls: "off", from: "Gatehouse <no-reply@example.org>" };
  await using _server = await startTestServer({ env: { PORT: String(port) }, config: { publicUrl, mail } });
  await visit(publicUrl, await browser.newContext(), ({ page }) => act(page, publicUrl, mails));
}

async function signUpByMail(page: Page, username: string, email: string) {
  await page.getByRole("tab", { name: "Create account" }).click();
  const form = page.locator("#sign-up");
  await form.getByLabel("Username").fill(username);
  await form.getByLabel(/^E-mail/).fill(email);
  await form.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await form.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("heading", { name: "Games" }).waitFor();
}

async function signOut(page: Page) {
  await page.getByRole("navigation").getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("status").getByText("You are signed out.").waitFor();
}

/** Of several with that name the one that is seen. */
function field(page: Page, name: string) {
  return page.locator("input:visible").and(page.getByLabel(name));
}

browserTest(
  "an address is confirmed, a password is lost and set anew, and a change of address is taken back",
  (browser) =>
    withMail(browser, async (page, url, mails) => {
      const follow = async (kind: string, to: string) => {
        const token = tokenIn(await mails.next((it) => it.to.includes(to) && it.text.includes(`#${kind}=`)));
        await page.goto("about:blank");
        await page.goto(`${url}/#${kind}=${token}`);
        return token;
      };

      await signUpByMail(page, "Mara", "mara@example.org");
      const token = await follow("verify", "mara@example.org");
      await page.getByRole("heading", { name: "Is this your e-mail address?" }).waitFor();
      expect(page.url()).not.toContain(token);
      await lookAt(page, "verify");
      await page.getByRole("button", { name: "Yes, it is mine" }).click();
      await page.getByRole("status").getByText("Your e-mail address is confirmed.").waitFor();

      await page.getByRole("button", { name: "Forgot your password?" }).click();
      await lookAt(page, "forgot");
      await field(page, "E-mail address").fill("mara@");
      await page.getByRole("button", { name: "Send the link" }).click();
      await page.getByText("That does not look like an e-mail address.").waitFor();
      await field(page, "E-mail address").pressSequentially("example.org");
      expect(await page.getByText("That does not look like an e-mail address.").count()).toBe(0);
      await page.getByRole("button", { name: "Send the link" }).click();
      await page.getByRole("heading", { name: "Check your mail" }).waitFor();
      expect(await page.title()).toBe("Check your mail · Gatehouse");
      await lookAt(page, "check your mail");

      await follow("reset", "mara@example.org");
      await page.getByText("For the account Mara").waitFor();
      await lookAt(page, "reset");
      await field(page, "New password").fill(NEW_PASSWORD);
      await page.getByRole("button", { name: "Set the password" }).click();
      const notice = page.getByText("Your password is set. Sign in with it now");
      await notice.waitFor();
      expect(await notice.getAttribute("data-mood")).toBe("good");
      await signIn(page, "mara", PASSWORD);
      await page.getByRole("alert").getByText("do not belong together").waitFor();
      await signIn(page, "mara", NEW_PASSWORD);
      await page.getByRole("heading", { name: "Games" }).waitFor();

      await page.goto(`${url}/#account`);
      const email = page.getByRole("region", { name: "E-mail", exact: true });
      await email.getByText("For 72 hours, whoever holds the old mailbox can take this change back.").waitFor();
      await email.getByLabel("E-mail address").fill("thief@example.org");
      await email.getByLabel("Password").fill(NEW_PASSWORD);
      await email.getByRole("button", { name: "Change e-mail" }).click();
      await email.getByRole("status").getByText("E-mail address changed.").waitFor();
      await follow("undo", "mara@example.org");
      await page.getByRole("heading", { name: "Take the change back?" }).waitFor();
      await lookAt(page, "undo");
      await page.getByRole("button", { name: "It was not me: take it back" }).click();
      await page.getByRole("status").getByText("The change is taken back.").waitFor();

      await page.goto(`${url}/#undo=AAAA`);
      await page.getByRole("button", { name: "It was not me: take it back" }).click();
      await page.getByRole("alert").getByText("This link does not work any more").waitFor();
    }),
);

browserTest(
  "an authenticator app is set up; then the password asks for a code, and a lost phone for one from paper",
  (browser) =>
    withMail(browser, async (page, url, mails) => {
      await signUpByMail(page, "Mara", "mara@example.org");
      await page.goto(`${url}/#account/security`);
      await page.getByRole("button", { name: "Set up an authenticator app" }).click();
      await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
      await lookAt(page, "authenticator app");
      const secret = (await page.locator("#totp-secret").textContent() ?? "").replaceAll(" ", "");
      const at = (seconds: number) => new Date(Date.now() + seconds * 1_000);
      await field(page, "Code from the app").fill(wrongCode(secret, at(0)));
      await page.getByRole("button", { name: "Turn it on" }).click();
      await page.getByText("That code is not right.").waitFor();
      await field(page, "Code from the app").fill(codeAt(secret, at(-30)));
      expect(await page.getByText("That code is not right.").count()).toBe(0);
      await page.getByRole("button", { name: "Turn it on" }).click();
      const shown = page.getByRole("dialog", { name: "Recovery codes" });
      await shown.waitFor();
      const codes = await shown.getByRole("listitem").allTextContents();
      expect(codes).toHaveLength(10);
      await lookAt(page, "recovery codes");
      await shown.getByRole("button", { name: "I have kept them" }).click();
      await page.getByRole("status").getByText("The authenticator app is on.").waitFor();
      await page.getByText("10 codes left").waitFor();
      await signOut(page);

      await signIn(page, "mara");
      await page.getByRole("heading", { name: "One more step" }).waitFor();
      await page.locator("#code-code:focus").waitFor();
      await lookAt(page, "code step");
      await field(page, "Code from your authenticator app").fill(wrongCode(secret, at(0)));
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByText("That code is not right.").waitFor();
      await field(page, "Code from your authenticator app").fill(codeAt(secret, at(0)));
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("heading", { name: "Games" }).waitFor();
      await signOut(page);

      await signIn(page, "mara");
      await page.getByRole("button", { name: "Use a recovery code" }).click();
      await page.locator("#code-recoveryCode:focus").waitFor();
      await lookAt(page, "recovery code step");
      await field(page, "Recovery code").fill(codes[0]!.toUpperCase());
      await page.getByRole("button", { name: "Continue" }).click();
      await page.getByRole("heading", { name: "Games" }).waitFor();
      await page.goto(`${url}/#account/security`);
      await page.getByText("9 codes left").waitFor();

      // A link by mail goes past no second factor.
      await signOut(page);
      await page.getByRole("button", { name: "Forgot your password?" }).click();
      await field(page, "E-mail address").fill("mara@example.org");
      await page.getByRole("button", { name: "Send the link" }).click();
      const reset = tokenIn(await mails.next((it) => it.text.includes("#reset=")));
      await page.goto(`${url}/#reset=${reset}`);
      await field(page, "New password").fill(NEW_PASSWORD);
      await lookAt(page, "reset with a code");
      await page.getByRole("button", { name: "Set the password" }).click();
      await page.getByText("Please fill this in.").waitFor();
      await page.getByRole("button", { name: "Use a recovery code" }).click();
      await field(page, "Recovery code").fill(codes[1]!);
      await page.getByRole("button", { name: "Set the password" }).click();
      await page.getByRole("status").getByText("Your password is set.").waitFor();
    }),
);
