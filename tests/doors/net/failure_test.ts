import { expect } from "expect";
import { AppError, ProtocolError } from "../../../lib/platform/errors.ts";
import { describeFailure } from "../../../lib/doors/net/failure.ts";

Deno.test("our own errors keep their messages", () => {
  expect(describeFailure(new ProtocolError("Could not read a frame"))).toEqual({
    error: "ProtocolError",
    message: "Could not read a frame",
  });
  expect(describeFailure(new AppError("unavailable", "No database"))).toEqual({
    error: "AppError",
    code: "unavailable",
    message: "No database",
  });
});

Deno.test("of other errors the kind, the code and the place are kept, not the message", () => {
  const error = Object.assign(new TypeError("password: hunter2\n    at hunter2"), { code: "ECONNREFUSED" });
  const described = describeFailure(error);
  expect(described).toMatchObject({ error: "TypeError", code: "ECONNREFUSED" });
  expect(JSON.stringify(described)).toContain("failure_test.ts");
  expect(JSON.stringify(described)).not.toContain("hunter2");
});

Deno.test("what is no error is not logged at all", () => {
  expect(describeFailure("hunter2")).toEqual({ error: "string" });
});
