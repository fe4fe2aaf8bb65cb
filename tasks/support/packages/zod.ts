/** What a game module imports as `zod`, beside a bundle: the very same that the server uses. */
export * from "zod";
export { default } from "zod";
