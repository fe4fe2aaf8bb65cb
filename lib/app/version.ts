/** Which Gatehouse this is: the newest release in CHANGELOG.md, or what comes after it. */
export const VERSION = "0.1.0-dev";
