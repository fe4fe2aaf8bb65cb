/** Lives in the public test kit. */
export * from "../../lib/testing/test_clock.ts";
