/** Lives in the public test kit. */
export * from "../../../../lib/testing/srp6_client.ts";
