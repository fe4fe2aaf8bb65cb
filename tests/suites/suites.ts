/** Which tests run together. A place is a folder that ends in `/`, or a file; the longest that fits holds. */
export const SUITES = {
  browser_console: [
    "tests/browser/console_failures_test.ts",
    "tests/browser/console_german_test.ts",
    "tests/browser/console_rooms_test.ts",
    "tests/browser/console_test.ts",
    "tests/browser/console_why_test.ts",
  ],
  browser_pages: [
    "tests/browser/account_page_test.ts",
    "tests/browser/first_visit_test.ts",
    "tests/browser/four_in_a_row_test.ts",
    "tests/browser/own_data_test.ts",
    "tests/browser/players_page_test.ts",
    "tests/browser/storage_test.ts",
    "tests/browser/sub_path_test.ts",
  ],
  browser_rest: ["tests/browser/", "tests/stories/player_test.ts"],
  doors_http: ["tests/doors/http/", "tests/doors/accounts/"],
  doors_lines: ["tests/doors/"],
  domain: ["tests/domain/"],
  imports: ["tests/imports/"],
  modules: ["tests/modules/", "tests/examples/", "tests/testing/", "examples/", "lib/", "tests/stories/"],
  platform: ["tests/platform/", "tests/games/"],
  processes: ["tests/process/", "tests/stories/operator_test.ts"],
  rest: ["tests/"],
  tasks: ["tests/deploy/", "tests/tasks/"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Suite = keyof typeof SUITES;
