import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const interrupts = 'packages/hart/src/trap/interrupts.test.ts';

/** Which interrupt is taken, and where. */
export const interruptMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/trap/interrupts.ts',
    [interrupts],
    [
      {
        id: 'H133',
        title: 'mstatus.MIE masks M-level interrupts in less privileged modes',
        find: "privilege !== 'M' || hart.get(mstatus.MIE) === 1",
        replace: 'hart.get(mstatus.MIE) === 1',
      },
      {
        id: 'H134',
        title: 'mstatus.SIE masks HS-level interrupts in U-mode',
        find: "(V || privilege === 'U' || hart.get(mstatus.SIE) === 1)",
        replace: '(V || hart.get(mstatus.SIE) === 1)',
      },
      {
        id: 'H135',
        title: 'mstatus.SIE masks HS-level interrupts in VS-mode',
        find: "(V || privilege === 'U' || hart.get(mstatus.SIE) === 1)",
        replace: "(privilege === 'U' || hart.get(mstatus.SIE) === 1)",
      },
      {
        id: 'H136',
        title: 'delegated VS-level interrupts are taken with V = 0',
        find: 'const enabledVS = V && (',
        replace: 'const enabledVS = (',
      },
      {
        id: 'H137',
        title: 'HS-level interrupts are taken in M-mode',
        find: "const enabledHS = privilege !== 'M' && (",
        replace: 'const enabledHS = (',
      },
      {
        id: 'H138',
        title: 'an interrupt for HS-mode comes before one for M-mode',
        find: "(enabledM && this.#takesTop(topForM(hart), 'M')) ||\n      (enabledHS && this.#takesTop(topForS(hart), 'HS')) ||",
        replace:
          "(enabledHS && this.#takesTop(topForS(hart), 'HS')) ||\n      (enabledM && this.#takesTop(topForM(hart), 'M')) ||",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/interrupt-order.ts',
    [interrupts],
    [
      {
        id: 'H131',
        title: 'software interrupts come before external ones',
        find: 'interrupt.MEI,\n  interrupt.MSI,',
        replace: 'interrupt.MSI,\n  interrupt.MEI,',
      },
      {
        id: 'H132',
        title: 'timer interrupts come before software ones in S-mode',
        find: 'interrupt.SSI,\n  interrupt.STI,',
        replace: 'interrupt.STI,\n  interrupt.SSI,',
      },
      {
        id: 'H140',
        title: 'what is after the external interrupt in the default order comes before what has a number',
        find: '(place < placeOf(external) ? FIRST : LAST)',
        replace: 'FIRST',
        killedBy: ['packages/hart/src/csrs/top-interrupts.test.ts'],
      },
    ],
  ),
];
