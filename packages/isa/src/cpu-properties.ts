/** A property of QEMU's -cpu with which a hart is what it is in any case, or that cannot be had. */
interface CpuProperty {
  /** The values that say what there is. */
  readonly is: RegExp;
  /** What there is, for who asks for another value. */
  readonly has: string;
}

const on: RegExp = /^(?:on|true|yes)$/i;
const off: RegExp = /^(?:off|false|no)$/i;

/** Extensions that QEMU 11.1's `max` has, or can have, and that are not implemented here. */
export const missing: readonly string[] = (
  'v zve32x zve32f zve64x zve64f zve64d zvfh zvfhmin zvfbfmin zvfbfwma zvbb zvbc zvkb zvkg zvkned zvknha zvknhb zvkn zvknc ' +
  'zvkng zvks zvksc zvksg zvksed zvksh zvkt zkr ztso zama16b zfbfmin smctr ssctr smcsrind sscsrind smcdeleg ssccfg smpmpmt ' +
  'svrsw60t59b zilsd zclsd'
).split(' ');
const withoutThem = Object.fromEntries(
  missing.map((name) => [
    name,
    { is: off, has: `the extension '${name}' is not implemented; ${name}=off is what there is` },
  ]),
);

/**
 * What QEMU's -cpu can say besides extensions, and is not to choose here. Source: QEMU 11.1,
 * `qemu-system-riscv64 -device max-riscv-cpu,help`.
 */
export const cpuProperties: Readonly<Record<string, CpuProperty>> = {
  mmu: { is: on, has: 'sv39=off leaves no translation but Bare' },
  pmp: { is: on, has: 'every hart has 16 entries of PMP' },
  'num-pmp-regions': { is: /^(?:16|0x10)$/i, has: 'every hart has 16 entries of PMP' },
  'pmp-granularity': { is: /^(?:4|0x4)$/i, has: 'a PMP region may be as small as 4 bytes' },
  debug: { is: on, has: 'sdtrig=off leaves the triggers out' },
  'num-triggers': { is: /^(?:4|0x4)$/i, has: 'a hart with sdtrig has 4 triggers' },
  // Without V neither is seen; and V is refused as an extension that is not implemented.
  vlen: { is: /^(?:128|256|512|1024)$/, has: 'there are no vectors, and 128, 256, 512 and 1024 would be the lengths' },
  elen: { is: /^(?:8|16|32|64)$/, has: 'there are no vectors, and 8, 16, 32 and 64 would be the lengths' },
  vext_spec: { is: /^v1\.0$/, has: 'there are no vectors, and v1.0 would be their specification' },
  rvv_ta_all_1s: { is: off, has: 'there are no vectors' },
  rvv_ma_all_1s: { is: off, has: 'there are no vectors' },
  rvv_vl_half_avl: { is: off, has: 'there are no vectors' },
  rvv_vsetvl_x0_vill: { is: off, has: 'there are no vectors' },
  priv_spec: { is: /^(?:v1\.13\.0|latest)$/, has: 'the privileged specification is v1.13.0' },
  cbom_blocksize: { is: /^(?:64|0x40)$/i, has: 'a cache block has 64 bytes' },
  cbop_blocksize: { is: /^(?:64|0x40)$/i, has: 'a cache block has 64 bytes' },
  cboz_blocksize: { is: /^(?:64|0x40)$/i, has: 'a cache block has 64 bytes' },
  'pmu-num': { is: /^(?:16|0x10)$/i, has: 'there are 16 counters to program' },
  'pmu-mask': { is: /^0x0*7fff8$/i, has: 'there are 16 counters to program, pmu-mask=0x7fff8' },
  mvendorid: { is: /^0+$/, has: 'mvendorid is 0' },
  marchid: { is: /^0+$/, has: 'marchid is 0' },
  mimpid: { is: /^0+$/, has: 'mimpid is 0' },
  resetvec: { is: /^(?:4096|0x1000)$/i, has: 'harts start at 0x1000' },
  'rnmi-interrupt-vector': { is: /^0+$/, has: 'the vectors of RNMIs are 0' },
  'rnmi-exception-vector': { is: /^0+$/, has: 'the vectors of RNMIs are 0' },
  'big-endian': { is: off, has: 'memory is little-endian' },
  ...withoutThem,
};
