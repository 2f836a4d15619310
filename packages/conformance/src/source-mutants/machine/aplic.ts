import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** What an APLIC does, and what firmware does with it. */
export const aplicMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/machine/src/devices/aplic-sources.ts',
    ['packages/machine/src/devices/aplic.test.ts'],
    [
      {
        id: 'P91',
        title: 'a domain has sources that are not delegated to it',
        find: '(!this.#to.parent || this.#to.parent.#delegates(source))',
        replace: 'true',
      },
      {
        id: 'P92',
        title: 'a level in direct delivery mode can be cleared by software',
        find: 'if (!level || this.#to.sendsMessages) setBit',
        replace: 'setBit',
      },
      {
        id: 'P93',
        title: 'a source that is taken back goes on to interrupt',
        find: 'if (wasDelegated && !this.#delegates(source)) this.#child!.#lose(source);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/aplic-direct.ts',
    ['packages/machine/src/devices/aplic.test.ts'],
    [
      {
        id: 'P94',
        title: 'the greatest priority number is the first',
        find: '=== hart && priority < best)',
        replace: '=== hart && (top === 0 ? priority < best : priority > best))',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/aplic.ts',
    ['packages/machine/src/devices/aplic.test.ts'],
    [
      {
        id: 'P95',
        title: 'a forwarded interrupt stays pending',
        find: 'setBit(state.pending, source, false);\n',
        replace: '',
      },
      {
        id: 'P96',
        title: 'a claim that finds nothing leaves iforce',
        find: 'if (top === 0) this.#sources.change().iforce[hart] = 0;\n    else',
        replace: 'if (top !== 0)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/aplic-message.ts',
    ['packages/machine/src/devices/aplic.test.ts'],
    [
      {
        id: 'P97',
        title: 'the supervisor’s pages are as far from each other as the machine’s',
        find: 'BigInt(get(baseHigh, LHXS))',
        replace: 'BigInt(get(high!, LHXS))',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/machine-sources.ts',
    ['packages/machine/src/machine-interrupts.test.ts'],
    [
      {
        id: 'P99',
        title: 'the built-in firmware forgets the guests’ pages between those of two harts',
        find: '[IMSIC_BASE.S, imsicStride(guestFiles)]',
        replace: '[IMSIC_BASE.S, imsicStride(0)]',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/machine-file.ts',
    ['packages/machine/src/machine-interrupts.test.ts'],
    [
      {
        id: 'P100',
        title: 'a hart that is stopped waits for MSIP on a board without MSWI',
        find: '(hasMessageIpis ? mie.MEIE : mie.MSIE)',
        replace: '(hasMessageIpis ? mie.MSIE : mie.MSIE)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/interrupt-lines.ts',
    ['packages/machine/src/devices/aclint.test.ts'],
    [
      {
        id: 'P98',
        title: 'a supervisor-level software interrupt is a level, which software cannot clear',
        find: 'if (level) hart.set(mip.SSIP, 1);',
        replace: 'hart.set(mip.SSIP, level ? 1 : 0);\n  hart.state.drive(interruptLines[line], level);',
      },
    ],
  ),
];
