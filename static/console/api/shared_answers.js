/**
 * Swagger UI works through every answer of every call, and most are refusals that a hundred calls have in common: told
 * that they are the same, it comes in half the time.
 *
 * @typedef {{ responses?: Record<string, object> }} Operation
 * @typedef {{ paths: Record<string, Record<string, Operation>>, components?: { responses?: Record<string, object> } }} Document
 */

/**
 * The same document with each answer that comes more than once among its components.
 * https://spec.openapis.org/oas/v3.1.1.html#components-object
 *
 * @param {Document} document is changed
 * @returns {Document}
 */
export function shareAnswers(document) {
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  /** By what it says: where an answer stands. @type {Map<string, { responses: Record<string, object>, status: string }[]>} */
  const places = new Map();
  for (const { responses = {} } of operations) {
    for (const [status, answer] of Object.entries(responses)) {
      const text = JSON.stringify(answer);
      const alike = places.get(text);
      if (alike === undefined) places.set(text, [{ responses, status }]);
      else alike.push({ responses, status });
    }
  }
  /** @type {Record<string, object>} */
  const shared = {};
  for (const alike of places.values()) {
    const [first, second] = alike;
    if (first === undefined || second === undefined) continue;
    const name = `answer_${Object.keys(shared).length}`;
    shared[name] = /** @type {object} */ (first.responses[first.status]);
    for (const { responses, status } of alike) responses[status] = { $ref: `#/components/responses/${name}` };
  }
  document.components = { ...document.components, responses: { ...document.components?.responses, ...shared } };
  return document;
}
