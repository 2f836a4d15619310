import { deviceNames, type DeviceStates, type Machine } from '@hartlab/machine';
import { dataAt, dataDifferences } from './data-difference.ts';
import type { Difference } from './hart-difference.ts';

/** What software below M-mode could see of the devices now, and is not as it was, in names such as `plic.priority[10]`. */
export function deviceDifferences(machine: Machine, before: DeviceStates): Difference[] {
  const now = machine.deviceStates();
  if (Object.keys(before).every((name) => before[name] === now[name])) return [];
  return dataDifferences(machine.observable(before), machine.observable(now)).map(({ place, expected, got }) => ({
    field: place.slice(1),
    expected,
    got,
  }));
}

/** Whether a field of a report is one of a device. */
export const isOfDevice = (field: string): boolean => deviceNames.has(field.split('.')[0]!) && field.includes('.');

/** What a field of a device holds now. */
export const deviceValue = (machine: Machine, field: string): bigint =>
  dataAt(machine.observable(machine.deviceStates()), `.${field}`);
