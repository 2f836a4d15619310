import type { Hart } from '@hartlab/hart';
import { CPPC, err, implement, ok, type Err, type Implementation } from '@hartlab/sbi';
import type { Service } from '../service.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import { cppcRegister } from './cppc-registers.ts';
import { initialPerformance, withoutRequests, type Performance } from './performance.ts';

/**
 * The performance of harts (sbi "CPPC Extension"): each has registers of its own. What is granted shows in the counters; how
 * many instructions of a hart are a tick does not depend on it.
 */
export class Cppc implements Service<readonly Performance[]> {
  readonly implementation: Implementation<SupervisedHart>;
  readonly #hartCount: number;
  /** In the order of the harts. */
  #harts: readonly Performance[] = [];

  constructor(hartCount: number) {
    this.#hartCount = hartCount;
    this.reset();
    this.implementation = implement(CPPC, {
      probe: (_, { cppc_reg_id }) => {
        const register = cppcRegister(cppc_reg_id);
        if (register === 'reserved') return err('INVALID_PARAM');
        return ok(register === 'absent' ? 0n : BigInt(register.width));
      },
      read: ({ hart }, { cppc_reg_id }) => {
        const register = registerThere(cppc_reg_id);
        return 'error' in register ? register : ok(register.read(this.#of(hart), hart.mtime()));
      },
      // XLEN is 64, so the whole value is what `read` answers.
      read_hi: (_, { cppc_reg_id }) => {
        const register = registerThere(cppc_reg_id);
        return 'error' in register ? register : ok(0n);
      },
      write: ({ hart }, { cppc_reg_id, val }) => {
        const register = registerThere(cppc_reg_id);
        if ('error' in register) return register;
        if (!register.write) return err('DENIED');
        this.#put(hart, register.write(this.#of(hart), hart.mtime(), BigInt.asUintN(register.width, val)));
        return ok();
      },
    });
  }

  reset(): void {
    this.#harts = Array.from({ length: this.#hartCount }, () => initialPerformance);
  }

  /** The counters go on. */
  hartStops({ hart }: SupervisedHart): void {
    this.#put(hart, withoutRequests(this.#of(hart), hart.mtime()));
  }

  get form(): unknown {
    return this.#harts.map(() => initialPerformance);
  }

  save(): readonly Performance[] {
    return this.#harts;
  }

  restore(saved: readonly Performance[]): void {
    this.#harts = saved;
  }

  #of({ index }: Hart): Performance {
    return this.#harts[index]!;
  }

  #put({ index }: Hart, its: Performance): void {
    this.#harts = this.#harts.with(index, its);
  }
}

function registerThere(
  id: number,
): Exclude<ReturnType<typeof cppcRegister>, string> | Err<'INVALID_PARAM' | 'NOT_SUPPORTED'> {
  const register = cppcRegister(id);
  if (register === 'reserved') return err('INVALID_PARAM');
  return register === 'absent' ? err('NOT_SUPPORTED') : register;
}
