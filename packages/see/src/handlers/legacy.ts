import { mip } from '@hartlab/hart';
import {
  errors,
  implement,
  LEGACY,
  legacy,
  redirect,
  resetReasons,
  resume,
  type Err,
  type Implementation,
  type Legacy,
  type Ok,
  type Redirect,
} from '@hartlab/sbi';
import type { Platform } from '../platform.ts';
import type { SupervisedHart } from '../supervised-hart.ts';
import type { SupervisedHarts } from '../supervised-harts.ts';
import { sendIpi } from './ipi.ts';
import { fences, remoteFence, remoteTranslationFence } from './rfence.ts';
import { systemReset } from './srst.ts';
import { setTimer } from './time.ts';

const ALL_HARTS = 2n ** 64n - 1n;

/**
 * Calls `act` with the harts of a legacy mask, as a mask and a base. The mask lies in the caller's virtual memory, and a
 * fault while reading it is the caller's. A null pointer means all harts, as OpenSBI has it. Machines have at most 64
 * harts, so the bit vector is one doubleword.
 */
function withHarts(
  caller: SupervisedHart,
  pointer: bigint,
  act: (hart_mask: bigint, hart_mask_base: bigint) => Ok | Err,
): Legacy | Redirect {
  const mask = pointer === 0n ? 0n : caller.loadDoubleword(pointer);
  if (typeof mask === 'object') return redirect(mask);
  const answer = act(mask, pointer === 0n ? ALL_HARTS : 0n);
  // "An implementation specific negative error code": ours are those of the other extensions.
  return legacy(answer.kind === 'ok' ? 0n : BigInt(errors[answer.error]));
}

export const legacyCalls = (harts: SupervisedHarts, platform: Platform): Implementation<SupervisedHart> =>
  implement(LEGACY, {
    set_timer: (caller, { stime_value }) => {
      setTimer(caller, platform, stime_value);
      return legacy();
    },
    console_putchar: (_, { ch }) => {
      platform.putchar(ch & 0xff);
      return legacy();
    },
    console_getchar: () => legacy(BigInt(platform.getchar())),
    clear_ipi: ({ hart }) => {
      const pending = hart.get(mip.SSIP);
      hart.set(mip.SSIP, 0);
      return legacy(BigInt(pending));
    },
    send_ipi: (caller, { hart_mask }) =>
      withHarts(caller, hart_mask, (mask, base) => sendIpi(caller, harts, platform, mask, base)),
    remote_fence_i: (caller, { hart_mask }) =>
      withHarts(caller, hart_mask, (mask, base) => remoteFence(caller, harts, fences.FENCE_I, mask, base)),
    remote_sfence_vma: (caller, { hart_mask, start, size }) =>
      withHarts(caller, hart_mask, (mask, base) =>
        remoteTranslationFence(caller, harts, fences.SFENCE_VMA, mask, base, start, size),
      ),
    remote_sfence_vma_asid: (caller, { hart_mask, start, size }) =>
      withHarts(caller, hart_mask, (mask, base) =>
        remoteTranslationFence(caller, harts, fences.SFENCE_VMA_ASID, mask, base, start, size),
      ),
    shutdown: (caller) => {
      systemReset(caller, platform, 'shutdown', resetReasons['no reason']);
      return resume();
    },
  });
