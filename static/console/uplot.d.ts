/** What the console uses of `static/vendor/uplot`, whose own types need those of browsers. */
export type Columns = readonly (readonly (number | null)[])[];

export default class uPlot {
  constructor(options: object, columns: Columns, place: object);
  setSize(size: { width: number; height: number }): void;
  setData(columns: Columns): void;
  destroy(): void;
}
