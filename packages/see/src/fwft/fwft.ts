import { err, firmwareFeatures, FWFT, FWFT_LOCK, implement, ok, type Implementation } from '@hartlab/sbi';
import { Each, OneOf } from '@hartlab/sse';
import type { Service } from '../service.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import { featureOf, has, setOn, valueOn } from './features.ts';

/** The numbers of the features that each hart has locked, by the index of the hart. */
type Locks = readonly (readonly number[])[];

/**
 * Firmware Features. Their values are in each hart's own CSRs, which a suspend does not touch and a start of the hart
 * writes afresh; what is left to remember is what is locked until then.
 */
export class Fwft implements Service<Locks> {
  readonly implementation: Implementation<SupervisedHart>;
  readonly #unlocked: Locks;
  #locks: Locks;

  /** @param harts how many there are */
  constructor(harts: number) {
    this.#unlocked = Array.from({ length: harts }, () => []);
    this.#locks = this.#unlocked;
    this.implementation = implement(FWFT, {
      // The order is OpenSBI's: the feature, the flags, the lock, the value.
      set: ({ hart }: SupervisedHart, { feature: number, value, flags }) => {
        const feature = featureOf(number);
        if (!feature) return err('DENIED');
        if (!has(hart, feature)) return err('NOT_SUPPORTED');
        if ((flags & ~FWFT_LOCK) !== 0n) return err('INVALID_PARAM');
        if (this.#locks[hart.index]!.includes(number)) return err('DENIED_LOCKED');
        if (!setOn(hart, feature, value)) return err('INVALID_PARAM');
        if ((flags & FWFT_LOCK) !== 0n) this.#setLocked(hart.index, [...this.#locks[hart.index]!, number]);
        return ok();
      },
      get: ({ hart }, { feature: number }) => {
        const feature = featureOf(number);
        if (!feature) return err('DENIED');
        return has(hart, feature) ? ok(valueOn(hart, feature)) : err('NOT_SUPPORTED');
      },
    });
  }

  reset(): void {
    this.#locks = this.#unlocked;
  }

  /** A hart that stops and starts again is reset in between. */
  hartStarts({ hart }: SupervisedHart): void {
    this.#setLocked(hart.index, []);
  }

  #setLocked(index: number, locked: readonly number[]): void {
    this.#locks = this.#locks.with(index, locked);
  }

  get form(): unknown {
    return this.#unlocked.map(() => new Each(new OneOf(...Object.values(firmwareFeatures))));
  }

  save(): Locks {
    return this.#locks;
  }

  restore(locks: Locks): void {
    this.#locks = locks;
  }
}
