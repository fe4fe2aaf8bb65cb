import { expect } from "expect";
import { deviceOf } from "../../routes/device.ts";

const MOZILLA = "Mozilla/5.0";

Deno.test("a browser is named with the system that it runs on", () => {
  const named = (rest: string) => deviceOf(`${MOZILLA} ${rest}`);
  expect(named("(Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0")).toBe("Firefox on Windows");
  expect(named("(X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36")).toBe(
    "Chrome on Linux",
  );
  expect(named("(Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36 Edg/130.0")).toBe(
    "Edge on Windows",
  );
  expect(
    named("(Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15"),
  ).toBe("Safari on macOS");
  expect(
    named("(iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 Version/17.6 Mobile/15E148 Safari/604.1"),
  ).toBe("Safari on iPhone");
  expect(named("(Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36")).toBe(
    "Chrome on Android",
  );
});

Deno.test("what is no browser is called as it calls itself, and nothing is more than 80 characters", () => {
  expect(deviceOf("curl/8.5.0")).toBe("curl");
  expect(deviceOf("x".repeat(500))).toHaveLength(80);
  expect(deviceOf("")).toBeNull();
  expect(deviceOf(undefined)).toBeNull();
});
