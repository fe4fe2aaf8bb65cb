/** What a game module imports as `hono`, beside a bundle: the very same that the server uses. */
export * from "hono";
