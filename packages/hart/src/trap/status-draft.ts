import type { Core } from '../core.ts';
import type { Effect, Field, Register } from '../csr/csr.ts';
import { isGranted } from '../csr/csr-value.ts';

/**
 * A register's cell while a trap or a return from one changes several of its fields: read once and stored once, so that
 * whom it affects is told once. No gate is asked, and no WARL rule. One draft serves again and again; what one use has
 * read, it stores before the next begins.
 */
export class StatusDraft {
  readonly #hart: Core;
  readonly #cells: Int32Array;
  readonly #at: number;
  readonly #effects: readonly Effect[];
  readonly #halves = new Int32Array(2);

  constructor(register: Register, hart: Core) {
    this.#hart = hart;
    this.#cells = hart.state.csrHalves;
    this.#at = 2 * register.address;
    this.#effects = register.effects;
  }

  /** Begins with what the cell holds. */
  read(): this {
    this.#halves[0] = this.#cells[this.#at]!;
    this.#halves[1] = this.#cells[this.#at + 1]!;
    return this;
  }

  /** What the draft holds of a field, right-aligned and unsigned. */
  get(field: Field): number {
    return (this.#halves[field.half]! & field.ones) >>> field.shift;
  }

  // Short, so that the host can afford to put it in the place of each call.
  set(field: Field, value: number): void {
    const halves = this.#halves;
    const old = halves[field.half]!;
    halves[field.half] = old ^ ((old ^ (value << field.shift)) & field.ones);
  }

  /** Changes a field that another one grants, if it does: otherwise the hart behaves as if there were no such field. */
  setGranted(field: Field, value: number): void {
    if (isGranted(field, this.#hart)) this.set(field, value);
  }

  store(): void {
    const low = this.#halves[0]! ^ this.#cells[this.#at]!;
    const high = this.#halves[1]! ^ this.#cells[this.#at + 1]!;
    this.#cells[this.#at] = this.#halves[0]!;
    this.#cells[this.#at + 1] = this.#halves[1]!;
    this.#hart.state.commit?.wrote('csr', this.#at / 2);
    this.#hart.changed(this.#effects, low, high);
  }
}
