import { DBCN, err, implement, ok, physicalAddress, type Implementation } from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';

export const dbcn = (platform: Platform): Implementation<SupervisedHart> =>
  implement(DBCN, {
    console_write: ({ memory }, { num_bytes, base_addr_lo, base_addr_hi }) => {
      const bytes = memory.read(physicalAddress(base_addr_lo, base_addr_hi), num_bytes);
      if (!bytes) return err('INVALID_PARAM');
      for (const byte of bytes) platform.putchar(byte);
      return ok(num_bytes);
    },
    console_read: ({ memory }, { num_bytes, base_addr_lo, base_addr_hi }) => {
      const address = physicalAddress(base_addr_lo, base_addr_hi);
      // The whole buffer is checked first: a byte that was read from the console cannot be put back.
      if (!memory.accessible('write', address, num_bytes)) return err('INVALID_PARAM');
      const bytes: number[] = [];
      while (bytes.length < num_bytes) {
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
