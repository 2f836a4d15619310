import type { SseFunction } from '../functions.ts';
import type { Step } from '../judging/protocol.ts';
import { isGlobal } from './record.ts';
import { argumentOf, entryOf, hsm, sse, startOf, type SseState } from './sse-state.ts';

/** A sequence with its name. */
export type Named = readonly [name: string, steps: readonly Step[]];

/** An event's name in the names of sequences. */
export const eventName = (event_id: number): string => `0x${event_id.toString(16)}`;

/** The parts that sequences are made of, on one machine. */
export class Script {
  readonly #state: SseState;

  constructor(state: SseState) {
    this.#state = state;
  }

  /** Local and global software events, the ones that every implementation of the extension can offer, if they are there. */
  get events(): readonly number[] {
    const { local, global } = this.#state.model.platform;
    return [local.at(-1), global.at(-1)].filter((event_id) => event_id !== undefined);
  }

  /** Everything that is there. */
  get all(): readonly number[] {
    const { local, global } = this.#state.model.platform;
    return [...local, ...global];
  }

  get isMulti(): boolean {
    return this.#state.ground.harts > 1;
  }

  call(
    hart: number,
    name: Exclude<SseFunction, 'read_attrs' | 'write_attrs'>,
    ...args: readonly (bigint | number)[]
  ): Step {
    return sse(hart, name, args.map(BigInt));
  }

  read(hart: number, event_id: number | bigint, base: number | bigint = 0, count: number | bigint = 10): Step {
    const { shared } = this.#state.ground;
    return sse(hart, 'read_attrs', [BigInt(event_id), BigInt(base), BigInt(count), shared, 0n]);
  }

  write(hart: number, event_id: number | bigint, base: number | bigint, ...values: readonly (bigint | number)[]): Step {
    const { shared } = this.#state.ground;
    return sse(
      hart,
      'write_attrs',
      [BigInt(event_id), BigInt(base), BigInt(values.length), shared, 0n],
      values.map(BigInt),
    );
  }

  register(hart: number, event_id: number): Step {
    return this.call(hart, 'register', event_id, entryOf(this.#state, event_id), argumentOf(event_id, hart));
  }

  /** Registered, with a priority, and enabled. */
  ready(hart: number, event_id: number, priority = 0): readonly Step[] {
    return [
      this.register(hart, event_id),
      ...(priority > 0 ? [this.write(hart, event_id, 1, priority)] : []),
      this.call(hart, 'enable', event_id),
    ];
  }

  unmask(hart = 0): Step {
    return this.call(hart, 'hart_unmask');
  }

  inject(by: number, event_id: number, hart: number = by): Step {
    return this.call(by, 'inject', event_id, hart);
  }

  complete(hart = 0): Step {
    return this.call(hart, 'complete');
  }

  start(hart: number, by = 0): Step {
    return hsm(by, 'hart_start', [BigInt(hart), startOf(this.#state, hart), 0x0_5eedn]);
  }

  stop(hart: number): Step {
    return hsm(hart, 'hart_stop');
  }

  /** Hart 0 suspends, and an interrupt ends that. */
  suspend(isRetentive: boolean): readonly Step[] {
    const type = isRetentive ? 0n : 0x8000_0000n;
    return [hsm(0, 'hart_suspend', [type, startOf(this.#state, 0), 0x0_5eedn]), { kind: 'wake', hart: 0 }];
  }

  /** What takes an event from UNUSED to each of its states on hart 0, which is unmasked. */
  to(event_id: number): Readonly<Record<'UNUSED' | 'REGISTERED' | 'ENABLED' | 'RUNNING', readonly Step[]>> {
    const registered = [this.unmask(), this.register(0, event_id)];
    const enabled = [...registered, this.call(0, 'enable', event_id)];
    return { UNUSED: [], REGISTERED: registered, ENABLED: enabled, RUNNING: [...enabled, this.inject(0, event_id)] };
  }

  isGlobal(event_id: number): boolean {
    return isGlobal(event_id);
  }
}
