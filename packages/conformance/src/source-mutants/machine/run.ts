import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** How a machine loads, runs, ends, and goes back. */
export const runMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/machine/src/power-on.ts',
    ['packages/machine/src/reset.test.ts'],
    [
      {
        id: 'B420',
        title: 'what was loaded is not loaded again',
        find: 'memory.writeBytes(address, bytes);',
        replace: '',
      },
      {
        id: 'B421',
        title: 'behind an image everything stays',
        find: 'memory.writeBytes(address + at, someZeros',
        replace: 'void (address + at, someZeros',
      },
      {
        id: 'B422',
        title: 'mtime goes on over a reset',
        find: 'clock.setTime(0n);',
        replace: '',
      },
      {
        id: 'B423',
        title: 'the firmware remembers what was before a reset',
        find: 'if (firmware && this.#firmware) firmware.restore(this.#firmware);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/receiver.ts',
    ['packages/machine/src/reset.test.ts'],
    [
      {
        id: 'B424',
        title: 'a reset loses the input that was not read',
        find: 'this.#state = { ...reset, returned: this.#state.returned };',
        replace: 'this.#state = reset;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/machine.ts',
    ['packages/machine/src/trace-hash.test.ts'],
    [
      {
        id: 'B24',
        title: 'the hash over the run leaves out the harts, and so their mode',
        find: 'trace: undefined }',
        replace: 'trace: undefined, harts: [] }',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/run.ts',
    ['packages/machine/src/machine.test.ts'],
    [
      {
        id: 'B23',
        title: 'no device is polled when a turn ends',
        find: '    if (over) {\n      devices.poll();\n',
        replace: '    if (over) {\n',
      },
      {
        id: 'B26',
        title: 'a restored machine is still at its end',
        find: 'this.#ended = state.ended;',
        replace: '',
        killedBy: ['packages/machine/src/snapshot.test.ts'],
      },
      {
        id: 'B27',
        title: 'an idle machine says that nothing can wake it',
        find: 'if (console.open && devices',
        replace: 'if (!console.open && devices',
        killedBy: ['packages/machine/src/stop.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/run.ts',
    ['packages/machine/src/trace-hash.test.ts'],
    [
      {
        id: 'B403',
        title: 'no slice ends for a sample of the trace hash',
        find: ', this.#untilSample);',
        replace: ');',
      },
      {
        id: 'B404',
        title: 'a sampled trace hash has no samples',
        find: 'this.#boundaries % sampleDistance === 0)',
        replace: 'this.#boundaries === 0)',
      },
      {
        id: 'B405',
        title: 'a sample of the trace hash is taken a boundary late',
        find: 'sampleDistance - (this.#boundaries % sampleDistance)',
        replace: 'sampleDistance + 1 - (this.#boundaries % sampleDistance)',
      },
      {
        id: 'B406',
        title: 'a sampled trace hash leaves out traps',
        find: 'this.#samples?.trap(this.boundaries, index, latest);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/reference-engine.ts',
    ['packages/machine/src/snapshot.test.ts'],
    [
      {
        id: 'B25',
        title: 'a restored hart translates as it did before',
        find: 'hart.flushTranslations();',
        replace: 'void hart;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/stuck-watch.ts',
    ['packages/machine/src/stop.test.ts'],
    [
      {
        id: 'B28',
        title: 'a hart is stuck although another one waits for a timer',
        find: 'return isIdle && !mayBeInterrupted(hart, surroundings);',
        replace: 'return isIdle;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/load.ts',
    ['packages/machine/src/load.test.ts'],
    [
      {
        id: 'B29',
        title: 'the device tree goes above 3 GiB',
        find: 'Math.min(ram.base + ram.size, FDT_LIMIT)',
        replace: '(ram.base + ram.size)',
      },
      {
        id: 'B30',
        title: 'the initrd goes 128 MiB behind the kernel however small RAM is',
        find: 'Math.min(ram.size / 2, LONGEST_INITRD_DISTANCE)',
        replace: 'LONGEST_INITRD_DISTANCE',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/place.ts',
    ['packages/machine/src/place.test.ts'],
    [
      {
        id: 'B31',
        title: 'images that touch are refused',
        find: 'range.base < before.base + before.size) return',
        replace: 'range.base <= before.base + before.size) return',
      },
      {
        id: 'B32',
        title: 'a segment may end one byte behind RAM',
        find: 'address + size <= end',
        replace: 'address + size <= end + 1',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/elf-symbols.ts',
    ['packages/machine/src/elf-symbols.test.ts'],
    [
      {
        id: 'B33',
        title: 'the symbols of functions are left out',
        find: 'type > STT_FUNC',
        replace: 'type >= STT_FUNC',
      },
      {
        id: 'B34',
        title: 'absolute symbols move with the program',
        find: 'section === SHN_ABS ? address : ',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/elf-segments.ts',
    ['packages/machine/src/elf.test.ts'],
    [
      {
        id: 'B35',
        title: 'a segment without bytes in the file is not loaded',
        find: 'if (size === 0) continue;',
        replace: 'if (size === 0 || file.position(at + 32, name) === 0) continue;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/clock.ts',
    ['packages/machine/src/clock.test.ts'],
    [
      {
        id: 'B36',
        title: 'a restored clock forgets what the guest wrote to mtime',
        find: 'this.#written = state.written;',
        replace: '',
      },
      {
        id: 'B37',
        title: 'a timer goes off a tick late',
        find: 'Number(ticks)) * this.#slotsPerTick',
        replace: 'Number(ticks) + 1) * this.#slotsPerTick',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/console-input.ts',
    ['packages/machine/src/console-input.test.ts'],
    [
      {
        id: 'B38',
        title: 'a restore that fails leaves the input where it stopped',
        find: 'this.#place = before;',
        replace: '',
      },
    ],
  ),
];
