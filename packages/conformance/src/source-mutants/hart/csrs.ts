import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const values = 'packages/hart/src/csr/csr-value.test.ts';
const access = 'packages/hart/src/csrs/csr-map.test.ts';
const interrupts = 'packages/hart/src/csrs/interrupts.test.ts';
const environment = 'packages/hart/src/csrs/environment-configuration.test.ts';
const doubleTrap = 'packages/hart/src/csrs/double-trap.test.ts';

/** Wrong masks and legal values, missing gates, the wrong one of two exceptions. */
export const csrMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/csrs/machine-status.ts',
    [values],
    [
      {
        id: 'H001',
        title: 'mstatus.MPP holds the reserved 2',
        find: 'oneOf: [0, 1, 3]',
        replace: 'oneOf: [0, 1, 2, 3]',
      },
      {
        id: 'H002',
        title: 'mstatus.MPV exists without H',
        find: "MPV: { bits: 39, requires: 'H', affects",
        replace: 'MPV: { bits: 39, affects',
      },
      {
        id: 'H003',
        title: 'setting mstatus.MDT leaves MIE alone',
        find: 'seenHigh & mstatus.MDT.masks[1] ? low & ~mstatus.MIE.masks[0] : low',
        replace: 'low',
        killedBy: [doubleTrap],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/trap-fields.ts',
    [values],
    [
      { id: 'H004', title: 'xtvec.MODE holds the reserved 2 and 3', find: 'only: 1n', replace: 'only: 3n' },
      { id: 'H005', title: 'xepc holds bit 0', find: '~1n : ~3n', replace: '~0n : ~3n' },
      { id: 'H006', title: 'xepc is aligned to 2 without C', find: '~1n : ~3n', replace: '~1n : ~1n' },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/supervisor.ts',
    [values, interrupts],
    [
      {
        id: 'H007',
        title: 'an unsupported satp.MODE leaves MODE alone and changes the rest',
        find: "otherwise: 'keep register'",
        replace: "otherwise: 'keep'",
      },
      {
        id: 'H008',
        title: 'sstatus shows TSR',
        find: 'UXL: mstatus.UXL,',
        replace: 'UXL: mstatus.UXL, TSR: mstatus.TSR,',
      },
      {
        id: 'H009',
        title: 'sip.STIP can be written',
        find: 'writes: [mip.SSIP]',
        replace: 'writes: [mip.SSIP, mip.STIP]',
      },
      {
        id: 'H010',
        title: 'mstatus.TVM does not keep HS-mode from satp',
        find: 'gate: { HS: [zero(mstatus.TVM)] },',
        replace: '',
        killedBy: [access],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/hypervisor-status.ts',
    [values],
    [
      {
        id: 'H013',
        title: 'hstatus.VTW cannot be written',
        find: 'VTW: { bits: 21 }',
        replace: 'VTW: { bits: 21, fixed: 0n }',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/hypervisor.ts',
    [values],
    [
      {
        id: 'H011',
        title: 'hgatp.PPN[1:0] can be written',
        find: 'only: (1n << 44n) - 4n',
        replace: 'only: (1n << 44n) - 1n',
      },
      {
        id: 'H012',
        title: 'hedeleg delegates ecalls from VS-mode',
        find: 'environment_call_from_U: { bits: 8 },',
        replace: 'environment_call_from_U: { bits: 8 }, environment_call_from_VS: { bits: 10 },',
      },
      {
        id: 'H014',
        title: 'mstatus.TVM does not keep HS-mode from hgatp',
        find: 'gate: { HS: [zero(mstatus.TVM)] },',
        replace: '',
        killedBy: [access],
      },
      {
        id: 'H015',
        title: 'hip.VSTIP can be written',
        find: 'SGEIP: mip.SGEIP },\n  writes: [mip.VSSIP],',
        replace: 'SGEIP: mip.SGEIP },\n  writes: [mip.VSSIP, mip.VSTIP],',
        killedBy: [interrupts],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/virtual-supervisor.ts',
    [access],
    [
      {
        id: 'H016',
        title: 'hstatus.VTVM does not keep VS-mode from satp',
        find: 'gate: { V: [zero(hstatus.VTVM)] },',
        replace: '',
      },
      {
        id: 'H017',
        title: 'vsip and vsie are not shifted: VSSIP stands at bit 2',
        find: 'of: mip,\n  shift: 1,',
        replace: 'of: mip,\n  shift: 0,',
        killedBy: [interrupts],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/machine-trap.ts',
    [values, interrupts],
    [
      {
        id: 'H018',
        title: 'mideleg.VSTI can be cleared',
        find: "VSTI: { bits: 6, requires: 'H', fixed: 1 }",
        replace: "VSTI: { bits: 6, requires: 'H' }",
      },
      {
        id: 'H019',
        title: 'medeleg delegates ecalls from M-mode',
        find: "environment_call_from_VS: { bits: 10, requires: 'H' },",
        replace: "environment_call_from_VS: { bits: 10, requires: 'H' }, environment_call_from_M: { bits: 11 },",
      },
      {
        id: 'H020',
        title: 'mip.STIP can be written while stimecmp drives it',
        find: 'stimecmpEnabled(hart) ? old : wanted',
        replace: 'wanted',
      },
      {
        id: 'H021',
        title: 'mip.VSEIP can be written',
        find: "VSEIP: { bits: 10, requires: 'H', readOnly: true }",
        replace: "VSEIP: { bits: 10, requires: 'H' }",
      },
      {
        id: 'H022',
        title: 'mip.MEIP can be written',
        find: 'MEIP: { bits: 11, fixed: 0 }',
        replace: 'MEIP: { bits: 11 }',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/timer.ts',
    [interrupts],
    [
      {
        id: 'H023',
        title: 'vstimecmp is compared with time without htimedelta',
        find: 'reached(vstimecmp, guestTime(hart, 0), guestTime(hart, 1), hart)',
        replace: 'reached(vstimecmp, hart.time(0), hart.time(1), hart)',
      },
      {
        id: 'H024',
        title: 'stimecmp asserts STIP only after the time that it names',
        find: 'low >= hart.half(address, 0)',
        replace: 'low > hart.half(address, 0)',
      },
      {
        id: 'H025',
        title: 'stimecmp is compared as signed',
        find: 'return high > at ||',
        replace: 'return (high | 0) > (at | 0) ||',
      },
      {
        id: 'H026',
        title: 'menvcfg.STCE does not keep HS-mode from stimecmp',
        find: '  gate: { belowM: [one(mcounteren.TM), one(menvcfg.STCE)] },',
        replace: '  gate: { belowM: [one(mcounteren.TM)] },',
        killedBy: [access],
      },
      {
        id: 'H027',
        title: 'hcounteren.TM does not keep VS-mode from stimecmp',
        find: 'V: [one(hcounteren.TM), one(henvcfg.STCE)]',
        replace: 'V: [one(henvcfg.STCE)]',
        killedBy: [access],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/counters.ts',
    [access],
    [
      { id: 'H028', title: 'scounteren does not count in U-mode', find: 'U: [one(bit(scounteren, n))],', replace: '' },
      { id: 'H029', title: 'hcounteren does not count with V = 1', find: 'V: [one(bit(hcounteren, n))],', replace: '' },
      {
        id: 'H030',
        title: 'time with V = 1 is the time without htimedelta',
        find: 'hart.V ? guestTime(hart, half) : hart.time(half)',
        replace: 'hart.time(half)',
        killedBy: [values],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/counter-enable.ts',
    [values],
    [
      {
        id: 'H031',
        title: 'mcountinhibit.TM can be written',
        find: '{ ...counters, TM: { bits: 1, fixed: 0 } }',
        replace: 'counters',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/environment-configuration.ts',
    [environment],
    [
      {
        id: 'H032',
        title: 'henvcfg.ADUE does not depend on menvcfg.ADUE',
        find: ', grantedBy: menvcfg.ADUE',
        replace: '',
        killedBy: [values],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/state-enable.ts',
    ['packages/hart/src/csrs/state-enable.test.ts'],
    [
      {
        id: 'H033',
        title: 'hstateen0.ENVCFG does not depend on mstateen0.ENVCFG',
        find: '{ ...ENVCFG, grantedBy: mstateen0.ENVCFG }',
        replace: 'ENVCFG',
      },
      {
        id: 'H034',
        title: 'hstateen.SE does not keep VS-mode from sstateen',
        find: ', V: [one(hypervisorSE)]',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/shadow-stack-pointer.ts',
    [environment],
    [
      {
        id: 'H035',
        title: 'ssp holds the low three bits',
        find: 'only: 2n ** 64n - 8n',
        replace: 'only: 2n ** 64n - 1n',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/resumable-nmi.ts',
    [doubleTrap],
    [{ id: 'H036', title: 'software can clear mnstatus.NMIE', find: 'wanted | old', replace: 'wanted' }],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/csr-map.ts',
    [access],
    [
      {
        id: 'H037',
        title: 'read-only CSRs can be written',
        find: ' || (write && door.isReadOnly)',
        replace: '',
      },
      {
        id: 'H038',
        title: 'a hypervisor CSR is an illegal instruction in VS-mode',
        find: 'if (privilege === 2 && (V || user)) return denial;',
        replace: "if (privilege === 2 && (V || user)) return 'illegal-instruction';",
      },
      {
        id: 'H039',
        title: 'a machine CSR is a virtual instruction in VS-mode',
        find: "if (privilege === 3 || !hold(door.belowM, hart)) return 'illegal-instruction';",
        replace:
          "if (privilege === 3 && hart.V) return 'virtual-instruction';\n    if (privilege === 3 || !hold(nonvirtual.gate?.belowM, hart)) return 'illegal-instruction';",
      },
      {
        id: 'H040',
        title: 'U-mode may access supervisor CSRs',
        find: 'if (privilege === 1 && user) return denial;',
        replace: '',
      },
      {
        id: 'H041',
        title: "with V = 1 supervisor CSRs are HS-mode's own",
        find: 'for (const csr of csrs) if (csr.substitutes) this.#virtual.set(csr.substitutes.address, csr);',
        replace: '',
        killedBy: ['packages/hart/src/csrs/csrs.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csr/csr-value.ts',
    [values, interrupts],
    [
      {
        id: 'H042',
        title: 'set and clear start from mip with the external line in it',
        find: "    case 'register':\n      return hart.half(csr.address, half);",
        replace: "    case 'register':\n      return readHalf(csr, half, hart);",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csr/csr-write.ts',
    [values, doubleTrap],
    [
      {
        id: 'H043',
        title: 'a value that stops the whole write stops nothing',
        find: 'if (isVetoed(plan, wantedLow, wantedHigh)) return;',
        replace: '',
      },
      {
        id: 'H044',
        title: 'a field that is not granted takes what is written',
        find: 'if (granted && !isGranted(granted, hart)) return old;',
        replace: '',
      },
      {
        id: 'H045',
        title: 'the rule that joins fields is not asked',
        find: 'plan.joint ? plan.joint(low, seen(plan, low, 0, hart), seen(plan, high, 1, hart)) : low',
        replace: 'low',
      },
      {
        id: 'H046',
        title: 'a view writes only the first of its registers',
        find: 'for (const { of, parts } of csr.registers) writeParts',
        replace: 'for (const { of, parts } of csr.registers.slice(0, 1)) writeParts',
        killedBy: ['packages/hart/src/csrs/virtual-interrupts.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csr/bits.ts',
    ['packages/hart/src/csr/csr.test.ts'],
    [
      {
        id: 'H047',
        title: 'a field with the highest bit of its half is negative',
        find: '(half & bits.ones) >>> bits.shift',
        replace: '(half & bits.ones) >> bits.shift',
      },
      {
        id: 'H048',
        title: 'a value that does not fit changes what is beside its field',
        find: 'half ^ ((half ^ (value << bits.shift)) & bits.ones)',
        replace: '(half & ~bits.ones) | (value << bits.shift)',
      },
    ],
  ),
];
