import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const everywhere = ['packages/conformance/src/engine/stop-points.test.ts'];

/** Where a run stops for somebody who debugs the guest. */
export const stopPointMutants: readonly SourceMutant[] = [
  ...mutantsOf('packages/engine/src/engine.ts', everywhere, [
    {
      id: 'E950',
      title: 'an engine goes on at a breakpoint to which it comes by itself',
      find: ' || (run.done > 0 && port.isAtBreakpoint)',
      replace: '',
    },
  ]),
  ...mutantsOf('packages/engine/src/code-pages.ts', everywhere, [
    {
      id: 'E951',
      title: 'code is decoded that is at a breakpoint',
      find: 'if (this.#memory.breakpoints.has(page * pageBytes + offset)) this.#fill(at, undefined);\n    else if',
      replace: 'if',
    },
    {
      id: 'E952',
      title: 'code that was known before the breakpoint stays',
      find: 'this.#stored((place - begin) / pageBytes, begin, begin + 1);',
      replace: 'void begin;',
    },
  ]),
  ...mutantsOf('packages/hart/src/memory/address-space.ts', everywhere, [
    {
      id: 'E953',
      title: 'nobody sees on which page of RAM a breakpoint lies',
      find: 'if (breakpoints.exist) breakpoints.fetched(',
      replace: 'if (!breakpoints.exist) breakpoints.fetched(',
    },
    {
      id: 'E954',
      title: 'caches know pages that are watched',
      find: '!watchpoints.exist || !watchpoints.mayBeIn(access, low, high)',
      replace: 'true',
    },
  ]),
  ...mutantsOf('packages/hart/src/debug/watchpoints.ts', everywhere, [
    {
      id: 'E955',
      title: 'what an AMO loads is not watched',
      find: "(access === 'store' || one.access !== 'store')",
      replace: '(one.access ?? access) === access',
    },
    {
      id: 'E956',
      title: 'a slice goes on after an access to what is watched',
      find: 'this.#run.end();',
      replace: 'void this.#run;',
    },
    {
      id: 'E957',
      title: 'the last byte that is watched is not',
      find: 'address + BigInt(length) > first;',
      replace: 'address + BigInt(length) - 1n > first;',
    },
  ]),
  ...mutantsOf('packages/hart/src/debug/breakpoints.ts', everywhere, [
    {
      id: 'E958',
      title: 'a breakpoint is where the low half of its address is',
      find: 'this.#lows.has(low) && this.#addresses.has(fromHalves(low, high))',
      replace: 'this.#lows.has(low)',
      killedBy: ['packages/machine/src/stop-points.test.ts'],
    },
  ]),
  ...mutantsOf(
    'packages/hart/src/state/breakpoint-places.ts',
    ['packages/engine/src/code-pages.test.ts'],
    [
      {
        id: 'E959',
        title: 'places of breakpoints that are no more are not told',
        find: 'for (const place of places) this.#changed?.(place);',
        replace: 'void places;',
      },
    ],
  ),
  ...mutantsOf('packages/hart/src/debug/stops.ts', everywhere, [
    {
      id: 'E960',
      title: 'what was cached before is not seen by breakpoints and watchpoints',
      find: 'this.#forget();',
      replace: 'void this.#forget;',
    },
  ]),
  ...mutantsOf('packages/hart/src/interpreter/interpreter.ts', everywhere, [
    {
      id: 'E961',
      title: 'the reference goes on at a breakpoint',
      find: ' && !this.#hart.stops.isAtBreakpoint);',
      replace: ');',
    },
  ]),
  ...mutantsOf(
    'packages/machine/src/stop-points.ts',
    ['packages/machine/src/stop-points.test.ts'],
    [
      {
        id: 'E962',
        title: 'a run stops again where it has stopped',
        find: 'before.position === position) return',
        replace: 'before.position !== position) return',
      },
      {
        id: 'E963',
        title: 'a run that was taken back does not stop again',
        find: '    this.#stopped = undefined;\n',
        replace: '',
      },
    ],
  ),
];
