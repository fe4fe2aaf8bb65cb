/** `gatehouse/await-query`: a query, or a change of data, that nobody waits for. */

/** What gives a promise that a hook has to wait for, by what it is called on. */
const METHODS: ReadonlyMap<string, RegExp> = new Map([
  ["query", /^(db|database)$/],
  ["changeData", /^characters$/],
  ["create", /^characters$/],
  ["update", /^characters$/],
]);
const FUNCTIONS = ["changeData"];
/** The end of a query builder: `db.kysely.insertInto(…).values(…).execute()`. */
const BUILDER_ENDS = ["execute", "executeTakeFirst", "executeTakeFirstOrThrow"];

export const awaitQuery: Deno.lint.Rule = {
  create(context) {
    const report = (node: Deno.lint.Node, what: string) =>
      context.report({
        node,
        message: `${what} is not awaited: the hook may end before it, and what fails then fails unseen`,
        hint: "Write await in front of it, or return it",
      });
    return {
      ExpressionStatement({ expression }) {
        const what = expression.type === "CallExpression" ? promiseOf(expression) : null;
        if (what !== null) report(expression, what);
      },
      // `const [rows] = db.query(…)` takes a promise to pieces.
      VariableDeclarator({ id, init }) {
        if (init?.type !== "CallExpression" || !["ArrayPattern", "ObjectPattern"].includes(id.type)) return;
        const what = promiseOf(init);
        if (what !== null) report(init, what);
      },
    };
  },
};

/** As it is called in the source; null for any other call. */
function promiseOf({ callee }: Deno.lint.CallExpression): string | null {
  if (callee.type === "Identifier") return FUNCTIONS.includes(callee.name) ? callee.name : null;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return null;
  const method = callee.property.name;
  const owner = lastName(callee.object);
  if (owner !== null && METHODS.get(method)?.test(owner)) return `${owner}.${method}`;
  return BUILDER_ENDS.includes(method) && comesFromKysely(callee.object) ? `kysely….${method}` : null;
}

/** `db` of `db` and of `context.db`. */
function lastName(node: Deno.lint.Expression | Deno.lint.Super): string | null {
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" && node.property.type === "Identifier" ? node.property.name : null;
}

function comesFromKysely(node: Deno.lint.Node): boolean {
  if (node.type === "CallExpression") return comesFromKysely(node.callee);
  if (node.type === "Identifier") return node.name === "kysely";
  if (node.type !== "MemberExpression") return false;
  return lastName(node) === "kysely" || comesFromKysely(node.object);
}
