/*
 * What is remembered can be saved, and comes back from a file that anyone may have written. So whoever remembers something says
 * how that is made: its form, which is an example. Data of the same form has the same members, and values of the same types; an
 * empty list has nothing in it. What an example cannot say is said by these, in its place.
 */

/** A list of any length, each element of which has this form. */
export class Each {
  readonly element: unknown;

  constructor(element: unknown) {
    this.element = element;
  }
}

/** What has one of these forms. A member that may be absent has `undefined` among them. */
export class Either {
  readonly forms: readonly unknown[];

  constructor(...forms: readonly unknown[]) {
    this.forms = forms;
  }
}

/** One of these strings, whole numbers or bigints. */
export class OneOf {
  readonly values: readonly unknown[];

  constructor(...values: readonly (string | number | bigint)[]) {
    this.values = values;
  }
}
