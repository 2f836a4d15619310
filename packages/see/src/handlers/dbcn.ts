import { DBCN, err, implement, ok, physicalAddress, type Implementation } from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';

/**
 * The most bytes that one call moves. Both calls may do less than they are asked (sbi "Function: Console Write (FID #0)",
 * "Function: Console Read (FID #1)"), so that no call takes long or much memory, however large its buffer is.
 */
export const LONGEST_CALL = 2 ** 20;

const atMost = (num_bytes: bigint): number => (num_bytes < LONGEST_CALL ? Number(num_bytes) : LONGEST_CALL);

export const dbcn = (platform: Platform): Implementation<SupervisedHart> =>
  implement(DBCN, {
    console_write: ({ memory }, { num_bytes, base_addr_lo, base_addr_hi }) => {
      const address = physicalAddress(base_addr_lo, base_addr_hi);
      // The whole buffer is checked, however much of it is used.
      if (!memory.accessible('read', address, num_bytes)) return err('INVALID_PARAM');
      const bytes = memory.read(address, BigInt(atMost(num_bytes)));
      if (!bytes) return err('INVALID_PARAM');
      for (const byte of bytes) platform.putchar(byte);
      return ok(BigInt(bytes.length));
    },
    console_read: ({ memory }, { num_bytes, base_addr_lo, base_addr_hi }) => {
      const address = physicalAddress(base_addr_lo, base_addr_hi);
      // The whole buffer is checked first: a byte that was read from the console cannot be put back.
      if (!memory.accessible('write', address, num_bytes)) return err('INVALID_PARAM');
      const most = atMost(num_bytes);
      const bytes: number[] = [];
      while (bytes.length < most) {
        const byte = platform.getchar();
        if (byte < 0) break;
        bytes.push(byte);
      }
      memory.write(address, Uint8Array.from(bytes));
      return ok(BigInt(bytes.length));
    },
    console_write_byte: (_, { byte }) => {
      platform.putchar(byte);
      return ok();
    },
  });
