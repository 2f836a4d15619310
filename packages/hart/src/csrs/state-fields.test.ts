import { expect, test } from 'vitest';
import { rows } from '../state/cells.ts';
import { isView } from '../csr/csr.ts';
import { csrs } from './csrs.ts';
import { stateFields } from './state-fields.ts';

const field = (name: string) => stateFields.find((each) => each.name === name);

test('every bit of the state has one name: no field overlaps another, none is missing', () => {
  expect(new Set(stateFields.map(({ name }) => name)).size).toBe(stateFields.length);
  const named = new Map<number, bigint>();
  for (const { name, cell, mask } of stateFields) {
    expect([name, (named.get(cell) ?? 0n) & mask]).toEqual([name, 0n]);
    named.set(cell, (named.get(cell) ?? 0n) | mask);
  }
  for (const { name, is, first, cells } of rows) {
    const whole = is !== 'csr' && is !== 'hidden';
    const bits = is === 'reserved' ? 0n : (1n << 64n) - 1n;
    if (whole)
      for (let cell = first; cell < first + cells; cell++) expect([name, named.get(cell) ?? 0n]).toEqual([name, bits]);
  }
  for (const csr of csrs)
    if (!isView(csr)) {
      const cell = rows.find(({ name }) => name === 'csrs')!.first + csr.address;
      expect([csr.name, named.get(cell) ?? 0n]).toEqual([
        csr.name,
        csr.fields.reduce((bits, { mask }) => bits | mask, 0n),
      ]);
    }
});

test('all of it is compared', () => {
  expect(stateFields.filter(({ compared }) => !compared)).toEqual([]);
});

test('a debugger shows registers, CSRs and the mode, not what the hart is amid', () => {
  for (const name of ['x0', 'x31', 'f31', 'pc', 'privilege', 'V', 'ELP', 'mstatus.MPP', 'ssp', 'fcsr.frm'])
    expect(field(name)).toMatchObject({ debugger: true });
  for (const name of ['waiting', 'stopped', 'reservation', 'interruptLines', 'breakpoint', 'sieHeld.SSIE'])
    expect(field(name)).toMatchObject({ debugger: false });
});

// priv "CSR Address Mapping Conventions": bits 9:8 of the address. mstatus.SIE is sstatus.SIE, mcycle is cycle, mip.SSIP
// sip.SSIP (priv "Supervisor Status (sstatus) Register", "Supervisor Interrupt (sip and sie) Registers"); iprio registers
// and interrupt files are behind siselect and vsiselect (aia "Supervisor-level CSRs", "Hypervisor and VS CSRs").
test('M-mode alone sees what no register of a lower level shows', () => {
  for (const name of [
    'mstatus.MPP',
    'mstatus.TVM',
    'mepc',
    'mie.MSIE',
    'mtvec.BASE',
    'trigger0.tdata1',
    'miprio0.interrupt1',
    'machineFile.eidelivery.enabled',
    'machineFile.eip2',
  ])
    expect(field(name)).toMatchObject({ onlyM: true });
  for (const name of [
    'x1',
    'pc',
    'sepc',
    'hstatus.SPV',
    'vsatp.MODE',
    'mstatus.SIE',
    'mcycle',
    'mip.SSIP',
    'siprio0.interrupt1',
    'supervisorFile.eie2',
    'guestFile7.eithreshold.threshold',
  ])
    expect(field(name)).toMatchObject({ onlyM: false });
  for (const name of ['nonMaskableInterrupt', 'criticalError']) expect(field(name)).toMatchObject({ onlyM: true });
});
