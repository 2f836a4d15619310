import { handlers, type ExpectedFindings } from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { explanations } from './policy-explanations.ts';
import { wrap } from './prose.ts';

/** What is about to be done and why, for a reader who has not heard of any of it. */
export const introduction = (expectations: readonly ExpectedFindings[], { width, paint }: Appearance): string[] => {
  const policies = [...new Set(expectations.map(({ policy }) => policy))];
  const handlerNames = [...new Set(expectations.map(({ handler }) => handler))];
  const label = Math.max(...[...policies, ...handlerNames].map(({ length }) => length));
  const row = (name: string, text: string): string[] =>
    wrap(text, width, `  ${name.padEnd(label)}  `, ' '.repeat(label + 4));
  return [
    ...wrap('Does a program notice that it was interrupted? It must not.', width).map((line) => paint('bold', line)),
    '',
    ...wrap(
      'On RISC-V, firmware can stop an operating system anywhere, even where interrupts are off, by a supervisor software ' +
        'event (SSE, part of the SBI, the interface between the two). The system runs a handler, and firmware must then resume ' +
        'exactly what it stopped. In April 2026 patches for the usual firmware, OpenSBI, reported two ways in which it does not.',
      width,
    ),
    '',
    ...wrap(
      'hartlab sends the event to two programs at each boundary (the point between two instructions), lets the handler end, ' +
        'and compares all registers and memory with what they were. It does so under each policy, which is what firmware resumes from:',
      width,
    ),
    ...policies.flatMap((policy) => row(policy, explanations[policy].from)),
    ...wrap('and with each handler. A trap in it, such as a page fault, overwrites registers:', width),
    ...handlerNames.flatMap((handler) => row(handler, handlers[handler])),
  ];
};
