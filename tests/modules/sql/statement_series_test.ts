import { expect } from "expect";
import { StatementSeries } from "../../../lib/modules/sql/statement_series.ts";

Deno.test("statements run one after the other, whatever became of the one before", async () => {
  const series = new StatementSeries();
  const order: string[] = [];
  const first = series.run(async () => {
    await Promise.resolve();
    order.push("first");
    throw new Error("no such table");
  });
  const second = series.run(() => Promise.resolve(order.push("second")));
  await expect(first).rejects.toThrow("no such table");
  expect(await second).toBe(2);
  expect(order).toEqual(["first", "second"]);
});

Deno.test("what waits when the series ends does not run, what runs is waited for", async () => {
  const series = new StatementSeries();
  const running = Promise.withResolvers<string>();
  let ran = 0;
  const first = series.run(() => running.promise);
  const second = series.run(() => Promise.resolve(ran++));
  const refused = expect(second).rejects.toThrow("the hook is over");
  await Promise.resolve(); // the first has begun
  series.end("the hook is over");
  const settled = series.settled();
  running.resolve("done");
  expect(await first).toBe("done");
  await refused;
  await settled;
  await expect(series.run(() => Promise.resolve(ran++))).rejects.toThrow("the hook is over");
  expect(ran).toBe(0);
});
