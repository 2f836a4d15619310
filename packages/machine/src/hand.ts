import type { MachineMemory } from '@hartlab/hart';
import { cpuPath } from './cpu-nodes.ts';
import { propertyAt } from './fdt-property.ts';

/** The status of a cpu node whose hart is not for the payload, as a property holds it. */
const disabled = new TextEncoder().encode('disabled\0');

/**
 * Makes the device tree at physical address `fdt`, which firmware has handed on, say that the hart of the machine's hand is
 * disabled. False when there is no tree of this machine.
 */
export function hideHand(memory: MachineMemory, fdt: number): boolean {
  const { ram, ramBase, harts } = memory;
  if (!memory.contains(fdt, 1)) return false;
  const status = propertyAt(ram.subarray(fdt - ramBase), cpuPath(harts - 1), 'status');
  if (status?.length !== disabled.length) return false;
  memory.writeBytes(fdt + status.at, disabled);
  return true;
}
