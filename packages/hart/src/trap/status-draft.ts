import type { Core } from '../core.ts';
import type { Effect, Field, Plan, Register } from '../csr/csr.ts';
import { isGranted } from '../csr/csr-value.ts';
import { joined } from '../csr/csr-write.ts';

/**
 * A register's cell while firmware changes several of its fields, which nobody observes: read once and stored once, so
 * that whom it affects is told once. No gate is asked, and no WARL rule but where it is said. One draft serves again and
 * again; what one use has read, it stores before the next begins.
 */
export class StatusDraft {
  readonly #hart: Core;
  readonly #register: Register;
  readonly #cells: Int32Array;
  readonly #at: number;
  readonly #effects: readonly Effect[];
  readonly #plan: Plan;
  readonly #halves = new Int32Array(2);

  constructor(register: Register, hart: Core) {
    this.#hart = hart;
    this.#register = register;
    this.#cells = hart.state.csrHalves;
    this.#at = 2 * register.address;
    this.#effects = register.effects;
    this.#plan = hart.plans.of(register);
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

  /** Whether the cell holds this. */
  is(low: number, high: number): boolean {
    return this.#cells[this.#at] === (low | 0) && this.#cells[this.#at + 1] === (high | 0);
  }

  /** Writes to the register what an instruction wants there, as `Core.writeHalves` does. */
  write(low: number, high: number): void {
    const { simple, free, fixed } = this.#plan;
    if (!simple) return this.#hart.writeHalves(this.#register, low, high);
    this.#halves[0] = (low & free[0]) | fixed[0];
    this.#halves[1] = (high & free[1]) | fixed[1];
    this.store();
  }

  /** Stores what comes of it by the rule that joins the register's fields. */
  storeJoined(): void {
    this.#halves[0] = joined(this.#plan, this.#halves[0]!, this.#halves[1]!, this.#hart);
    this.store();
  }

  store(): void {
    const low = this.#halves[0]! ^ this.#cells[this.#at]!;
    const high = this.#halves[1]! ^ this.#cells[this.#at + 1]!;
    this.#cells[this.#at] = this.#halves[0]!;
    this.#cells[this.#at + 1] = this.#halves[1]!;
    this.#hart.changed(this.#effects, low, high);
  }
}
