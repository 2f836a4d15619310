import { extension, fn } from './extension.ts';

const buffer = { num_bytes: 'unsigned long', base_addr_lo: 'unsigned long', base_addr_hi: 'unsigned long' } as const;

/** The debug console. */
export const DBCN = extension(
  'DBCN',
  {
    console_write: fn(0, buffer, ['INVALID_PARAM', 'DENIED', 'FAILED'], 'sbi "Function: Console Write (FID #0)"'),
    console_read: fn(1, buffer, ['INVALID_PARAM', 'DENIED', 'FAILED'], 'sbi "Function: Console Read (FID #1)"'),
    console_write_byte: fn(2, { byte: 'uint8_t' }, ['DENIED', 'FAILED'], 'sbi "Function: Console Write Byte (FID #2)"'),
  },
  'sbi "Debug Console Extension"',
);
