/** Lives in the public test kit. */
export * from "../../lib/testing/loopback_server.ts";
