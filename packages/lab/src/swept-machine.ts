import type { EngineKind } from '@hartlab/hart';
import { DEFAULT_CPU, parseCpu, parseIsa, type Isa } from '@hartlab/isa';
import { BufferConsole, Machine, type PlacedMark } from '@hartlab/machine';
import { policyNamed, type ResumePolicy } from '@hartlab/sse';
import type { Payload } from './payload.ts';

/** What a sweep wants of the machine that it runs on, whatever else that has. */
export interface WantedMachine {
  /** Another hart makes the event ready: the machine has a hand (`MachineOptions`). */
  readonly hand: boolean;
  /** Its counters overflow: the harts have Sscofpmf. */
  readonly overflows: boolean;
  /** Is to be told of what the guest marks. */
  readonly marked: (mark: PlacedMark) => void;
}

/**
 * Makes the machine of a sweep, with its payload loaded. One that has run already, such as a restored one, goes on from where it
 * is; its hand, if it has one, was started by `startHand`.
 */
export type MakeMachine = (wanted: WantedMachine) => Machine;

/** What the machine of a shipped guest has. */
export interface GuestMachine {
  /** The name of one of the resume policies, or of your own; that of the firmware counts, where there is one. */
  readonly policy?: string;
  /** What the policy does; the one of that name, if absent. */
  readonly resumePolicy?: ResumePolicy;
  /** The firmware that is judged, a file; the built-in one if absent. */
  readonly firmware?: Uint8Array;
  /** Bytes of RAM of the swept machine, whole MiB; 8 MiB, the least that a machine has, if absent. */
  readonly ram?: number;
  /** How many harts the machine has; as many as the payload needs, if absent. */
  readonly harts?: number;
  /** What each of them has; what the payload needs or else the machine's default, if absent. */
  readonly isa?: Isa;
  /** What runs the handler; the reference interpreter if absent. It has no effect on what is found. */
  readonly engine?: EngineKind;
}

/** Guests are small, and less RAM is sooner compared. */
const guestRam = 8 * 1024 ** 2;

/** These extensions, of a machine's default if absent, and counters that overflow. */
export const overflowingIsa = (isa: Isa = parseCpu(DEFAULT_CPU).isa): Isa => parseIsa(`${isa.name}_sscofpmf`);

/** A machine with this payload and nothing else. @throws UnknownPolicyError */
export const guestMachine =
  (
    payload: Payload,
    {
      policy = 'private',
      resumePolicy,
      firmware,
      ram = guestRam,
      harts = payload.harts ?? 1,
      isa,
      engine,
    }: GuestMachine,
  ): MakeMachine =>
  ({ hand, overflows, marked }) => {
    const its = isa ?? (overflows ? overflowingIsa(payload.isa) : payload.isa);
    return new Machine({
      bios: firmware ? { image: firmware } : 'built-in',
      kernel: payload.image,
      policy: resumePolicy ?? policyNamed(policy),
      hand,
      ram,
      harts,
      console: new BufferConsole(),
      marked,
      ...(its && { isa: its }),
      ...(engine && { engine }),
    });
  };
