import { type Commit, type Hart, mie } from '@hartlab/hart';
import { csrAddresses, csrOf } from '@hartlab/isa';
import { causeName, isTimeRegister, type Machine } from '@hartlab/machine';

/** Why a hart does not come back from M-mode. */
export interface Stranding {
  /** The firmware has trapped itself; it sleeps and nothing wakes it; it waits for time, which stands still; or it goes on and on. */
  readonly how: 'traps' | 'parks' | 'waits for time' | 'hangs' | 'ends the machine' | 'stops for good';
  /** Where it trapped, or where it is. */
  readonly pc: bigint;
  /** More about it, in words. */
  readonly why?: string;
}

/** Steps of M-mode within which a firmware that waits for time looks at it again. */
const poll = 1000;

/** What has happened in M-mode since a hart came there, step by step. */
export class MachineModeWatch {
  /** A trap that M-mode has taken from itself, and not returned from. */
  #trap: { readonly pc: bigint; readonly cause: bigint } | undefined;
  #steps = 0;
  /** The step at which time was looked at last. */
  #looked = -poll;

  /** The hart comes to M-mode. */
  begin(): void {
    this.#trap = undefined;
    this.#steps = 0;
    this.#looked = -poll;
  }

  /** Takes note of what the hart has done in M-mode, which was observed. */
  note({ commit, privilege }: Hart): void {
    this.#steps++;
    if (commit.kind === 'trap' && commit.privilege === 'M' && privilege === 'M')
      this.#trap ??= { pc: commit.pc, cause: commit.cause };
    else if (commit.decoded?.insn.name === 'mret') this.#trap = undefined;
    else if (looksAtTime(commit)) this.#looked = this.#steps;
  }

  /** Why the hart, which does not come back, does not. */
  stranding(hart: Hart, { ended, clock }: Machine): Stranding {
    const { pc } = hart;
    if (ended) return { how: 'ends the machine', pc, why: ended.message };
    if (hart.criticalError) return { how: 'stops for good', pc, why: 'a critical error' };
    if (this.#trap) return { how: 'traps', pc: this.#trap.pc, why: causeName(this.#trap.cause) };
    const sleeps = hart.stopped || (hart.waiting && !hart.interruptPending());
    const waitsForTimer = sleeps && (hart.get(mie.MTIE) === 1 || hart.get(mie.STIE) === 1) && !clock.quiet();
    if (waitsForTimer || this.#steps - this.#looked < poll) return { how: 'waits for time', pc };
    return { how: sleeps ? 'parks' : 'hangs', pc };
  }
}

/** Whether an instruction reads the time: `time`, or the memory-mapped register. */
const looksAtTime = ({ decoded, accesses }: Commit): boolean =>
  (decoded !== undefined && decoded.insn.name.startsWith('csrr') && csrOf(decoded.word) === csrAddresses.time) ||
  accesses.some(({ kind, physical }) => kind === 'load' && isTimeRegister(physical));
