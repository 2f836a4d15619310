import type { Context } from '@hartlab/models';
import { returnFromBreakpoint, takeBreakpoint } from './breakpoint.ts';

/** One stretch of a handler between two boundaries: pure, on the context of the hart that runs it. */
export type Step = (context: Context) => Context;

/** The steps of a handler, from its first instruction up to the ECALL that completes. */
export type Handler = () => readonly Step[];

const sstatus = ['SIE', 'SPIE', 'SPP', 'SPELP', 'SDT'] as const;
const hstatus = ['SPV', 'SPVP', 'hstatus'] as const;
const trapValues = ['sepc', 'scause', 'stval'] as const;

const HANDLER_STVEC = 0xffff_ffff_8123_0000n;

/**
 * A handler that saves these registers, takes one nested trap with an stvec of its own, and puts them and stvec back.
 * It saves before it clears SDT, as a reentrant handler must (priv "Double Trap Control in sstatus Register").
 */
const nesting =
  (...kept: readonly (keyof Context)[]): Handler =>
  () => {
    let saved: Context | undefined;
    const putBack = (context: Context): Context => {
      const { stvec } = saved ?? context;
      return { ...context, stvec, ...Object.fromEntries(kept.map((field) => [field, (saved ?? context)[field]])) };
    };
    return [
      (context) => {
        saved = context;
        return { ...context, stvec: HANDLER_STVEC, SDT: 0 };
      },
      takeBreakpoint,
      returnFromBreakpoint,
      putBack,
    ];
  };

/** The handlers of the sweeps, by the names that reports use. */
export const handlers = {
  minimal: () => [],
  preserving: nesting(...trapValues, ...sstatus, ...hstatus),
  'linux-2025': nesting(...trapValues, ...sstatus),
  forgetful: nesting(...trapValues),
} as const satisfies Readonly<Record<string, Handler>>;

export type HandlerName = keyof typeof handlers;
