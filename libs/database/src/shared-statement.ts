/** One statement for the rows of many who ask the same: rows are numbered on the way in, answers are handed out by that number. */

/** Every row that such a statement answers says for which it is. */
export interface Placed {
  place: number;
}

export class SharedStatement {
  readonly rows: object[] = [];
  private readonly answered: Promise<Map<number, Placed[]>>;
  private settle: (answer: Promise<Placed[]>) => void = () => undefined;

  constructor() {
    this.answered = new Promise<Placed[]>((resolve) => {
      this.settle = resolve;
    }).then(byPlace);
  }

  /** Answers what the statement answered for this row. Throws what it threw, as for all others. */
  async add<R>(row: object): Promise<R[]> {
    const place = this.rows.push({ ...row, place: this.rows.length }) - 1;
    return ((await this.answered).get(place) ?? []) as R[];
  }

  answer(rows: Promise<Placed[]>): void {
    this.settle(rows);
  }
}

function byPlace(rows: Placed[]): Map<number, Placed[]> {
  const answers = new Map<number, Placed[]>();
  for (const row of rows) {
    const known = answers.get(row.place);
    if (known) known.push(row);
    else answers.set(row.place, [row]);
  }
  return answers;
}
