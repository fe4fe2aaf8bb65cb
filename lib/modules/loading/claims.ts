/** What only one module may own. */

/** The start ends with it: only the operator can say which of the two is wanted. */
export function claimedTwice(what: string, name: string, first: string, second: string): Error {
  return new Error(`Could not load the game modules: "${first}" and "${second}" both claim the ${what} "${name}"`);
}
