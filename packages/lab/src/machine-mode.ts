import { mideleg, mie, mip, type Hart, type Step } from '@hartlab/hart';
import { hex } from '@hartlab/isa';
import type { Machine } from '@hartlab/machine';
import type { Payload } from './payload.ts';
import { SweepError } from './sweep-error.ts';

/** Boundaries of M-mode that one hart passes before others that the firmware needs have theirs. */
const turn = 2000;

/** Boundaries of M-mode after which a firmware that handles one trap has not come back: OpenSBI passes some hundreds. */
const patience = 1_000_000;

/** The same for the traps of an event, of which each boundary of a sweep has some. */
const eventPatience = 200_000;

/** The same while time passes: some milliseconds. */
const timedPatience = 2_000_000;

/** Boundaries of M-mode after which a hart that did not come there by a trap polls, and waits for another. */
const pollingPatience = 100_000;

/** Boundaries of M-mode within which other harts have started as well, and are stopped for HSM to start. */
const othersPatience = 3_000_000;

/** Boundaries of M-mode within which a firmware hands over to its payload: OpenSBI passes some millions. */
const bootPatience = 60_000_000;

/**
 * Boundaries of M-mode that the first hart passes before others have their turns: whoever comes first boots the system in some
 * firmware, such as OpenSBI, and the payload starts there.
 */
const headStart = 20_000_000;

/**
 * Whether the hart is about to take an interrupt that M-mode's firmware will act on, such as an IPI, and will come back to
 * where it is.
 */
export const isForFirmware = (hart: Hart): boolean =>
  hart.interruptPending() && (hart.read(mip) & hart.read(mie) & ~hart.read(mideleg)) !== 0n;

const sleeps = (hart: Hart): boolean => hart.stopped || (hart.waiting && !hart.interruptPending());

/** Whether the hart executes instructions in M-mode. */
const isInside = (hart: Hart): boolean => hart.privilege === 'M' && !sleeps(hart);

/** Whether the firmware may wait for what this hart does in M-mode. */
export const mayBeNeeded = (hart: Hart): boolean => isInside(hart) || (!sleeps(hart) && isForFirmware(hart));

/**
 * The firmware of a machine, whatever it is made of. What it does takes no time: no slot of the clock and none of the
 * schedule, so that software below M-mode runs alike under every firmware that gives it the same answers.
 */
export class MachineMode {
  readonly machine: Machine;
  /** Whether time passes while a trap is handled, for a firmware that waits for it. */
  readonly #clockRuns: boolean;
  readonly #patience: number;
  /** Harts that poll in M-mode, such as stopped ones that a pending interrupt keeps from sleeping: like any other they take their time. */
  readonly #polling = new Set<Hart>();

  /** @param event is given for the traps of an event: whether its clock runs */
  constructor(machine: Machine, event?: { readonly clockRuns: boolean }) {
    this.machine = machine;
    this.#clockRuns = event?.clockRuns ?? false;
    this.#patience = !event ? patience : event.clockRuns ? timedPatience : eventPatience;
  }

  /**
   * Lets the firmware handle the trap that `hart` has taken, until the hart is below M-mode again, or sleeps. Harts that it
   * waits for go on meanwhile, as far as they are in M-mode or called there. Answers whether the hart is below M-mode.
   *
   * @param stepped is told after each step of the hart, made at this pc; of an instruction, the hart's `commit` tells all
   */
  handle(hart: Hart, stepped?: (pc: bigint) => void): boolean {
    const { firmware, clock } = this.machine;
    if (!firmware) {
      const time = clock.save();
      const isBack = this.#execute(hart, this.#patience, stepped);
      // Time has passed for M-mode alone.
      if (this.#clockRuns) clock.goBack(time);
      return isBack;
    }
    const { pc } = hart;
    if (hart.privilege === 'M' && !hart.stopped) firmware.trap(hart);
    stepped?.(pc);
    return hart.privilege !== 'M';
  }

  /** Lets `hart`, which is in M-mode, pass so many boundaries there, and others as `handle` does. The built-in firmware has none. */
  advance(hart: Hart, boundaries: number): void {
    for (let left = boundaries; left > 0 && this.#pass(hart, undefined, left); left -= turn)
      if (left > turn) this.#passOthers(hart);
  }

  /** Lets the firmware do what it was interrupted for: `hart`, which it has woken, leaves M-mode. */
  leave(hart: Hart): boolean {
    if (this.machine.firmware) hart.step();
    return this.handle(hart);
  }

  /**
   * Lets the other harts that are in M-mode, or called there, come out: they may hold a lock, and what they do is not the event's.
   * Whether there were any. Those that poll there go on.
   */
  bringOut(hart: Hart): boolean {
    const { harts, firmware } = this.machine;
    if (firmware) return false;
    const needed = harts.filter((other) => other !== hart && !this.#polling.has(other) && mayBeNeeded(other));
    for (const other of needed) {
      if (!isInside(other)) other.step();
      this.#execute(other, pollingPatience);
    }
    return needed.length > 0;
  }

  /**
   * Lets the firmware go on with what the machine's latest step has led to it for. The built-in one has done so.
   *
   * @param step of a hart, the latest
   * @throws SweepError when it does not come back from a trap
   */
  settle(step: Step): void {
    const { machine } = this;
    if (machine.firmware) return;
    const hart = machine.harts.find(({ latest }) => latest === step)!;
    if (hart.privilege !== 'M') this.#polling.delete(hart);
    if (!isInside(hart) || this.#polling.has(hart)) return;
    const isTrap = step.kind === 'trap' || step.kind === 'interrupt';
    if (this.#execute(hart, isTrap ? patience : pollingPatience) || sleeps(hart) || machine.ended) return;
    if (isTrap)
      throw new SweepError(`the firmware does not come back from a trap: hart ${hart.hartid} is ${placeOf(hart)}`);
    this.#polling.add(hart);
  }

  /** Whether the firmware has called a hart to M-mode, or waits for it there. */
  isCalled(hart: Hart): boolean {
    return !this.machine.firmware && mayBeNeeded(hart);
  }

  /** Lets a hart do what the firmware has called it to M-mode for, if it has, and come back. */
  attend(hart: Hart): void {
    if (this.isCalled(hart) && this.#pass(hart)) this.#execute(hart, patience);
  }

  /** A hart in M-mode, if there is one, that `settle` has something to do for. */
  get called(): Hart | undefined {
    const { machine } = this;
    return machine.firmware ? undefined : machine.harts.find((hart) => isInside(hart) && !this.#polling.has(hart));
  }

  /**
   * Lets the firmware start, until `hart` is at the entry of its payload. The built-in one has done so.
   *
   * @throws SweepError when it never comes there
   */
  boot(hart: Hart, { image: { entry } }: { readonly image: Pick<Payload['image'], 'entry'> }): void {
    const { machine } = this;
    if (machine.firmware) return;
    for (let left = headStart; left > 0 && isInside(hart) && this.#pass(hart); left -= turn);
    const started = this.#execute(hart, bootPatience);
    for (const other of machine.harts) if (other !== hart) this.#execute(other, othersPatience);
    if (started && hart.pc === BigInt(entry)) return;
    const { ended } = machine;
    const what = ended
      ? `the machine ends, ${ended.message}`
      : `hart ${hart.hartid} ${sleeps(hart) ? 'sleeps' : 'is'} ${placeOf(hart)}`;
    throw new SweepError(`the firmware does not come to its payload at ${hex(entry)}: ${what}`);
  }

  #execute(hart: Hart, most: number, stepped?: (pc: bigint) => void): boolean {
    const { harts } = this.machine;
    const before = harts.filter(isInside);
    for (let left = most; isInside(hart); left -= turn) {
      if (left <= 0 || !this.#pass(hart, stepped)) return false;
      if (this.#clockRuns) this.#letTimePass(hart);
      if (!isInside(hart)) break;
      this.#passOthers(hart);
    }
    // Who was let in comes out again: it may hold a lock.
    for (const other of harts) if (isInside(other) && !before.includes(other)) this.#execute(other, most);
    return hart.privilege !== 'M';
  }

  /** As much as a turn takes; or up to the next timer, where the hart waits in M-mode. */
  #letTimePass(hart: Hart): void {
    const { clock } = this.machine;
    clock.advance(turn);
    if (hart.privilege === 'M' && hart.waiting && !hart.stopped && !hart.interruptPending()) clock.skip();
  }

  /** One turn of each hart that the firmware may wait for. */
  #passOthers(hart: Hart): void {
    for (const other of this.machine.harts) if (other !== hart && mayBeNeeded(other)) this.#pass(other);
  }

  /** One turn of a hart in M-mode, or less. False when it can go no further, or the machine has ended. */
  #pass(hart: Hart, stepped?: (pc: bigint) => void, most = turn): boolean {
    const { machine } = this;
    for (let left = Math.min(most, turn); left > 0 && !machine.ended;) {
      const { pc } = hart;
      const passed = stepped ? passedBy(hart.observe().kind) : machine.runAlone(hart, left);
      if (passed === 0) return false;
      left -= passed;
      stepped?.(pc);
      if (!isInside(hart)) break;
    }
    return !machine.ended;
  }
}

const passedBy = (kind: Hart['latest']['kind']): number => (kind === 'critical-error' || kind === 'waiting' ? 0 : 1);

const placeOf = ({ privilege, pc }: Hart): string => `in ${privilege}-mode at ${hex(pc)}`;
