/** Looks at what each statement of a database gives, on its way to whoever asked. */
import type { KyselyPlugin, QueryResult } from "kysely";

export function seeingResults(see: (result: QueryResult<unknown>) => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    transformResult({ result }) {
      see(result);
      return Promise.resolve(result);
    },
  };
}
