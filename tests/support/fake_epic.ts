/** Lives in the public test kit. */
export * from "../../lib/testing/fake_epic.ts";
