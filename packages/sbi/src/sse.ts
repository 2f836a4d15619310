import { extension, fn, fnThatMayNotReturn } from './extension.ts';

/** Parameters of the two functions that move attributes through shared memory. */
const attributeRange = { event_id: 'uint32_t', base_attr_id: 'uint32_t', attr_count: 'uint32_t' } as const;
const event = { event_id: 'uint32_t' } as const;

/** Supervisor Software Events. */
export const SSE = extension(
  'SSE',
  {
    read_attrs: fn(
      0,
      { ...attributeRange, output_phys_lo: 'unsigned long', output_phys_hi: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'BAD_RANGE', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Read software event attributes (FID #0)"',
    ),
    write_attrs: fn(
      1,
      { ...attributeRange, input_phys_lo: 'unsigned long', input_phys_hi: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'DENIED', 'INVALID_STATE', 'BAD_RANGE', 'INVALID_ADDRESS', 'FAILED'],
      'sbi "Function: Write software event attributes (FID #1)"',
    ),
    register: fn(
      2,
      { event_id: 'uint32_t', handler_entry_pc: 'unsigned long', handler_entry_arg: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_STATE', 'INVALID_PARAM'],
      'sbi "Function: Register a software event (FID #2)"',
    ),
    unregister: fn(
      3,
      event,
      ['NOT_SUPPORTED', 'INVALID_STATE', 'INVALID_PARAM'],
      'sbi "Function: Unregister a software event (FID #3)"',
    ),
    enable: fn(
      4,
      event,
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_STATE'],
      'sbi "Function: Enable a software event (FID #4)"',
    ),
    disable: fn(
      5,
      event,
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_STATE'],
      'sbi "Function: Disable a software event (FID #5)"',
    ),
    complete: fnThatMayNotReturn(6, {}, [], 'sbi "Function: Complete software event handling (FID #6)"'),
    // INVALID_STATE is not in the specification's table: no implementation can inject into an event that nobody
    // enabled, and OpenSBI answers so too.
    inject: fn(
      7,
      { event_id: 'uint32_t', hart_id: 'unsigned long' },
      ['NOT_SUPPORTED', 'INVALID_PARAM', 'INVALID_STATE', 'FAILED'],
      'sbi "Function: Inject a software event (FID #7)"',
    ),
    hart_unmask: fn(8, {}, ['ALREADY_STARTED', 'FAILED'], 'sbi "Function: Unmask software events on a hart (FID #8)"'),
    hart_mask: fn(9, {}, ['ALREADY_STOPPED', 'FAILED'], 'sbi "Function: Mask software events on a hart (FID #9)"'),
  },
  'sbi "Supervisor Software Events Extension"',
);
