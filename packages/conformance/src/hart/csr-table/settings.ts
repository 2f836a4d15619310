/** What M-mode and the hypervisor have set before CSRs are accessed. */
export interface CsrSetting {
  readonly name: string;
  /** Why the accesses are worth making in it. */
  readonly title: string;
  /** Bits to set, in this order. A CSR that the hart has not is left out. */
  readonly sets: readonly (readonly [csr: string, bits: bigint])[];
}

const ones = -1n;
const FS = 3n << 13n;
const interruptsAndEnvironment = [
  ['mstatus', FS],
  ['mcounteren', ones],
  ['menvcfg', ones],
  ['mstateen0', ones],
  ['mstateen1', ones],
  ['mstateen2', ones],
  ['mstateen3', ones],
  ['mideleg', ones],
] as const;

/** The three settings in which every address is accessed. */
export const settings: readonly CsrSetting[] = [
  { name: 'reset', title: 'as reset leaves the hart: nothing is granted to less privileged modes', sets: [] },
  {
    name: 'granted',
    title: 'every mode grants all it can to the less privileged ones',
    sets: [
      ...interruptsAndEnvironment,
      ['vsstatus', FS],
      ['hideleg', ones],
      ['hcounteren', ones],
      ['scounteren', ones],
      ['henvcfg', ones],
      ['senvcfg', ones],
      ['hstateen0', ones],
      ['hstateen1', ones],
      ['hstateen2', ones],
      ['hstateen3', ones],
      ['sstateen0', ones],
    ],
  },
  {
    name: 'withheld',
    title: 'M-mode grants all to HS-mode, which grants nothing to the others; TVM and VTVM are set',
    sets: [...interruptsAndEnvironment, ['mstatus', 1n << 20n], ['hstatus', 1n << 20n]],
  },
];
