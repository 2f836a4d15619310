import type { Arrivals } from './arrivals.ts';
import type { Arrival } from './input.ts';
import { InputHistory, type InputSoFar } from './input-history.ts';
import type { RecordedEvent, Recording } from './recording.ts';
import { Refusal } from './refusal.ts';

/** The input of a run that was recorded, at the positions at which it came. */
export class Replay implements Arrivals {
  readonly live = false;
  readonly until: number;
  readonly #recording: Recording;
  #next = 0;

  constructor(recording: Recording) {
    this.#recording = recording;
    const last = recording.events.at(-1);
    this.until = last?.what === 'stop' ? last.position : Infinity;
  }

  /**
   * @param begun a run that goes on: how it began, so that a recording of the whole run is known, and its input until now
   * @throws Refusal unless the machine with this fingerprint is like the one that was recorded
   */
  check(fingerprint: string, begun?: { readonly fingerprint: string; readonly input: InputSoFar }): void {
    const { path, fingerprint: recorded } = this.#recording;
    if (begun?.fingerprint === recorded) this.#pass(begun.input);
    else if (fingerprint !== recorded)
      throw new Refusal(`${path} was recorded with another payload, other flags or another version; give it the same`);
  }

  /** What the run has had before it was saved is behind it. */
  #pass({ arrivals, digest, position }: InputSoFar): void {
    const { path, events } = this.#recording;
    const history = new InputHistory();
    for (const event of events.slice(0, arrivals)) if (event.what !== 'stop') history.add(event.position, event.what);
    const { soFar } = history;
    if (soFar.arrivals !== arrivals || soFar.digest !== digest || soFar.position > position)
      throw new Refusal(`${path} is not of this run, which had other input before it was saved; record it again`);
    this.#next = arrivals;
  }

  look(position: number): Arrival | undefined {
    const next = this.#coming;
    if (next === undefined || next.what === 'stop' || next.position > position) return undefined;
    this.#next++;
    return next.what;
  }

  /** The end counts even if the guest does not look again. */
  between(position: number): Arrival | undefined {
    return this.#coming?.what === 'end' ? this.look(position) : undefined;
  }

  remaining(): undefined {}

  leaves(position: number, idle: boolean): string | undefined {
    if (position >= this.until) return 'the recording ends';
    if (!idle) return undefined;
    if (this.#coming) throw this.#misfit(position, 'waits for input', this.#coming);
    return 'the recording ends';
  }

  ended(position: number): void {
    if (this.#coming && this.#coming.position > position) throw this.#misfit(position, 'ends', this.#coming);
  }

  close(): void {}

  get #coming(): RecordedEvent | undefined {
    return this.#recording.events[this.#next];
  }

  #misfit(position: number, does: string, coming: RecordedEvent): Refusal {
    const { path } = this.#recording;
    return new Refusal(
      `${path} is not of this run, which ${does} at position ${position} and not at ${coming.position}; record it again`,
    );
  }
}
