import type { CallHart, CallPlatform, CallWorld } from './call-world.ts';
import type { Call } from '../judging/protocol.ts';
import type { Expectation, Wanted } from './expectation.ts';
import type { ExtensionName } from '../functions.ts';
import type { Random } from '../random.ts';
import type { Tried } from './tried.ts';

/** Something of a hart that can be looked at from outside, and what it must be. */
export interface Observation {
  readonly hart: number;
  /** The name of a register or of a part of one, `menvcfg.LPE`. */
  readonly what: string;
  readonly value: Wanted;
  readonly rule: string;
}

/** One extension of the SBI, from the text of its chapter alone. Every function is pure. */
export interface ExtensionModel {
  readonly name: ExtensionName;
  /** What a call may answer. */
  readonly expect: (world: CallWorld, call: Call) => Expectation<CallWorld>;
  /** Calls that change nothing, to be made of a started hart after anything else has happened. @param after the call that has. */
  readonly questions?: (world: CallWorld, hart: number, after?: Call) => readonly Call[];
  /** What is to be seen on a started hart. */
  readonly observe?: (world: CallWorld, hart: number) => readonly Observation[];
  /** A call that this hart might make next. */
  readonly any: (random: Random, world: CallWorld, hart: number) => Call;
  /** What is worth trying of each function, at the ends of what its arguments may be. */
  readonly corners: (world: CallWorld, hart: number) => readonly Tried[];
  /** Of a hart that starts: what it has of this extension. */
  readonly started?: (hart: CallHart, platform: CallPlatform) => Partial<CallHart>;
  /** Of a hart that resumes where no register is kept: what it has of this extension. */
  readonly resumed?: (hart: CallHart, platform: CallPlatform) => Partial<CallHart>;
  /** Calls that are counted, timed or otherwise noticed by this extension when another is asked. */
  readonly after?: (world: CallWorld, call: Call) => CallWorld;
}
