/** The habits of this house that a rule can say. `deno lint` reads it by `lint.plugins` of deno.json. */
const PRODUCT = /^(lib|routes|migrations|tasks|bench|static\/(?!vendor)|main\.ts)/;
const TOP = new URL("../..", import.meta.url).pathname;
const HEADER = /^(#![^\n]*\n)?\s*(\/\*\*|\/\/ )/;
const CAPITALS = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "header": {
      create: (context) => ({
        Program(node) {
          if (!isProduct(context.filename) || HEADER.test(context.sourceCode.text)) return;
          context.report({
            range: [node.range[0], node.range[0]],
            message: "This file does not say what it is for",
            hint: "Begin it with one sentence: /** … */",
          });
        },
      }),
    },
    "constant-case": {
      create: (context) => ({
        "Program > VariableDeclaration[kind=const] > VariableDeclarator, Program > ExportNamedDeclaration > VariableDeclaration[kind=const] > VariableDeclarator"(
          { id, init }: Deno.lint.VariableDeclarator,
        ) {
          if (!isProduct(context.filename) || isBench(context.filename) || id.type !== "Identifier" || !isFixed(init)) {
            return;
          }
          if (CAPITALS.test(id.name)) return;
          context.report({
            node: id,
            message: `"${id.name}" is a fixed value of its module, which is written in capitals`,
            hint: "Name it in CAPITALS_WITH_UNDERSCORES, with its unit at the end (_MS, _BYTES, _MAX)",
          });
        },
      }),
    },
  },
};
export default plugin;

/** Names of tests are sentences, and say what a file is for. */
function isProduct(filename: string): boolean {
  return PRODUCT.test(filename.slice(TOP.length));
}

/** A bench has a face that its runner imports: `name` and `run`. */
function isBench(filename: string): boolean {
  return filename.slice(TOP.length).startsWith("bench/");
}

/** A number, a text, or an expression made of nothing else. */
function isFixed(node: Deno.lint.Node | null | undefined): boolean {
  if (node?.type === "Literal") return true;
  if (node?.type === "UnaryExpression") return isFixed(node.argument);
  return node?.type === "BinaryExpression" && isFixed(node.left) && isFixed(node.right);
}
