import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const fwft = ['packages/see/src/fwft/fwft.test.ts'];

/** Firmware features: their values, their locks, and what outlives what. */
export const fwftMutants: readonly SourceMutant[] = [
  ...mutantsOf('packages/see/src/fwft/fwft.ts', fwft, [
    {
      id: 'W01',
      title: 'a reserved feature is NOT_SUPPORTED to set',
      find: "set: ({ hart }: SupervisedHart, { feature: number, value, flags }) => {\n        const feature = featureOf(number);\n        if (!feature) return err('DENIED');",
      replace:
        "set: ({ hart }: SupervisedHart, { feature: number, value, flags }) => {\n        const feature = featureOf(number);\n        if (!feature) return err('NOT_SUPPORTED');",
    },
    {
      id: 'W02',
      title: 'a reserved feature is NOT_SUPPORTED to get',
      find: "if (!feature) return err('DENIED');\n        return has",
      replace: "if (!feature) return err('NOT_SUPPORTED');\n        return has",
    },
    {
      id: 'W03',
      title: 'a feature that the hart does not have can be set, to no effect',
      find: "        if (!has(hart, feature)) return err('NOT_SUPPORTED');\n",
      replace: '',
    },
    {
      id: 'W04',
      title: 'a feature that the hart does not have reads as off',
      find: "return has(hart, feature) ? ok(valueOn(hart, feature)) : err('NOT_SUPPORTED');",
      replace: 'return ok(valueOn(hart, feature));',
    },
    {
      id: 'W05',
      title: 'the upper half of the flags is not looked at',
      find: '(flags & ~FWFT_LOCK) !== 0n',
      replace: '(BigInt.asUintN(32, flags) & ~FWFT_LOCK) !== 0n',
    },
    {
      id: 'W06',
      title: 'what is locked can be set to the value that it has',
      find: 'if (this.#locks[hart.index]!.includes(number))',
      replace: 'if (this.#locks[hart.index]!.includes(number) && valueOn(hart, feature) !== value)',
    },
    {
      id: 'W07',
      title: 'a wrong value is told of before the lock is',
      find: "if (this.#locks[hart.index]!.includes(number)) return err('DENIED_LOCKED');\n        if (!setOn(hart, feature, value)) return err('INVALID_PARAM');",
      replace:
        "if (!setOn(hart, feature, value)) return err('INVALID_PARAM');\n        if (this.#locks[hart.index]!.includes(number)) return err('DENIED_LOCKED');",
    },
    {
      id: 'W08',
      title: 'a call that fails locks nevertheless',
      find: "        if (!setOn(hart, feature, value)) return err('INVALID_PARAM');\n        if ((flags & FWFT_LOCK) !== 0n) this.#setLocked(hart.index, [...this.#locks[hart.index]!, number]);\n",
      replace:
        "        if ((flags & FWFT_LOCK) !== 0n) this.#setLocked(hart.index, [...this.#locks[hart.index]!, number]);\n        if (!setOn(hart, feature, value)) return err('INVALID_PARAM');\n",
    },
    {
      id: 'W09',
      title: 'a second lock releases the first',
      find: '[...this.#locks[hart.index]!, number]',
      replace: '[number]',
    },
    {
      id: 'W10',
      title: 'a lock holds for all harts',
      find: 'this.#locks[hart.index]!.includes(number)',
      replace: 'this.#locks.some((locked) => locked.includes(number))',
    },
    {
      id: 'W11',
      title: 'a hart that starts again finds its features locked',
      find: '    this.#setLocked(hart.index, []);\n',
      replace: '',
    },
    {
      id: 'W12',
      title: 'a hart that starts releases the locks of the others',
      find: '    this.#setLocked(hart.index, []);\n',
      replace: '    this.#locks = this.#locks.map(() => []);\n    this.#setLocked(hart.index, []);\n',
    },
    {
      id: 'W13',
      title: 'a snapshot forgets the locks',
      find: 'this.#locks = locks;',
      replace: '',
    },
    {
      id: 'W22',
      title: 'a reset of the system leaves the harts that do not start yet as they were',
      find: '  reset(): void {\n    this.#locks = this.#unlocked;\n',
      replace: '  reset(): void {\n',
    },
    {
      id: 'W23',
      title: 'a feature that has the value already is not locked',
      find: 'if ((flags & FWFT_LOCK) !== 0n) this',
      replace: 'if ((flags & FWFT_LOCK) !== 0n && value !== 0n) this',
    },
    {
      id: 'W14',
      title: 'a snapshot changes with what comes later',
      find: 'this.#locks = this.#locks.with(index, locked);',
      replace: '(this.#locks as (readonly number[])[])[index] = locked;',
    },
  ]),
  ...mutantsOf('packages/see/src/fwft/features.ts', fwft, [
    {
      id: 'W15',
      title: 'only loads are delegated',
      find: '[medeleg.load_address_misaligned, medeleg.store_address_misaligned]',
      replace: '[medeleg.load_address_misaligned]',
    },
    {
      id: 'W16',
      title: 'landing pads and shadow stacks are swapped',
      find: "fields: [menvcfg.LPE], encodings: onOrOff },\n  SHADOW_STACK: { requires: ['Zicfiss'], fields: [menvcfg.SSE]",
      replace:
        "fields: [menvcfg.SSE], encodings: onOrOff },\n  SHADOW_STACK: { requires: ['Zicfiss'], fields: [menvcfg.LPE]",
    },
    {
      id: 'W17',
      title: 'hardware that always updates A and D can be told to',
      find: "requires: ['Svade', 'Svadu']",
      replace: "requires: ['Svadu']",
    },
    {
      id: 'W18',
      title: 'the two pointer masking lengths are swapped',
      find: '[7n, 2],\n      [16n, 3],',
      replace: '[7n, 3],\n      [16n, 2],',
    },
    {
      id: 'W19',
      title: 'a value is 32 bits wide',
      find: 'encodings.find(([value]) => value === wanted)',
      replace: 'encodings.find(([value]) => value === BigInt.asUintN(32, wanted))',
    },
    {
      id: 'W20',
      title: 'pointer masking is for U-mode',
      find: "requires: ['Smnpm']",
      replace: "requires: ['Ssnpm']",
    },
  ]),
  ...mutantsOf('packages/see/src/machine-mode.ts', fwft, [
    {
      id: 'W21',
      title: 'a hart that starts again keeps the features that it had',
      find: 'hart.write(menvcfg, cacheBlockOperations',
      replace: 'hart.write(menvcfg, hart.read(menvcfg) | cacheBlockOperations',
    },
  ]),
];
