import { RAM_BASE } from './board.ts';
import { isElf, readElf } from './elf.ts';
import { ImageError } from './image.ts';
import type { Image } from './image.ts';
import { isLinuxImage, readLinuxImage } from './linux-image.ts';
import { refusePacked, refuseZboot } from './packed.ts';
import { roles } from './role.ts';
import type { Role } from './role.ts';

/**
 * Reads an image for its role, choosing the format by its content: ELF, a Linux `Image`, or else a raw binary, which goes
 * to the base of its role and starts there.
 *
 * @throws ImageError when the file is empty, packed, or a damaged one of its format.
 */
export function readImage(bytes: Uint8Array, role: Role): Image {
  if (bytes.length === 0) throw new ImageError('the file is empty, so there is nothing to run');
  if (isElf(bytes)) return readElf(bytes, role);
  refuseZboot(bytes);
  if (isLinuxImage(bytes)) return readLinuxImage(bytes, RAM_BASE);
  refusePacked(bytes);
  const address = roles[role].base;
  return {
    kind: 'raw binary',
    entry: address,
    segments: [{ address, bytes, size: bytes.length }],
    symbols: [],
  };
}
