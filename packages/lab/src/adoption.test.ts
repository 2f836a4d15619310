import { expect, test } from 'vitest';
import { adopt } from './adoption.ts';
import { ForcedEvent } from './forced-event.ts';
import { assembledImage } from './guest-image.ts';
import { MachineMode } from './machine-mode.ts';
import { adoptedPayload, type Payload } from './payload.ts';
import { localSoftwareEvent } from './sse-call.ts';
import { atWindow } from './testing/at-window.ts';

/** Every register of this payload has a value of its own when it comes to its window. */
const image = assembledImage(`
_start:
${Array.from({ length: 31 }, (_, n) => `    li x${n + 1}, 0x${(0x1_0001 * (n + 1)).toString(16)}`).join('\n')}
window:
    j window
`);
const begin = image.symbols.find(({ name }) => name === 'window')!.address;
const adopted = adoptedPayload('registers', image, { begin });

test('a payload is adopted without a trace of it in its registers', () => {
  const { machine, hart } = atWindow(adopted, 'private');
  const registers = () => Array.from({ length: 32 }, (_, n) => hart.x(n));
  const before = registers();
  expect(before[10]).toBe(0xa_000an);
  adopt(new MachineMode(machine), hart, adopted);
  expect(registers().slice(10, 16)).toEqual(before.slice(10, 16));
  expect(registers()).toEqual(before);
  expect([hart.pc, hart.privilege, hart.V]).toEqual([begin, 'S', false]);
});

// sbi "Software Event Injection": a6 has the hart ID, a7 the ENTRY_ARG, and pc is the ENTRY_PC.
test('its event is ENABLED, and enters the handler with the argument that the payload names', () => {
  const payload: Payload = { ...adopted, entry: { pc: 0x8030_0000n, arg: 0x1234n } };
  const { machine, hart } = atWindow(payload, 'private');
  expect(machine.firmware?.sse.obstacle(localSoftwareEvent, hart.hartid)).toBe('the event is not ENABLED');
  adopt(new MachineMode(machine), hart, payload);
  expect(machine.firmware?.sse.obstacle(localSoftwareEvent, hart.hartid)).toBeUndefined();
  const entered: bigint[][] = [];
  new ForcedEvent(machine, hart, payload).trace(({ agent }) => {
    if (agent === 'firmware at injection') entered.push([hart.pc, hart.x(16), hart.x(17)]);
  });
  expect(entered).toEqual([[0x8030_0000n, 0n, 0x1234n]]);
});
