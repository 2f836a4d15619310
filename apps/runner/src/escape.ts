const CTRL_A = 0x01;

export const escapeHelp = [
  'Ctrl-A X  leave hartlab',
  'Ctrl-A H  this help',
  'Ctrl-A Ctrl-A  send Ctrl-A to the guest',
].join('\r\n');

/**
 * Takes hartlab's own keys out of what is typed, as QEMU does with `-nographic`: Ctrl-A announces one. Everything else
 * belongs to the guest, Ctrl-C included.
 */
export class Escape {
  #announced = false;

  /** Sorts what was typed; an announced key that means nothing is dropped. */
  feed(typed: Uint8Array): { readonly forGuest: number[]; readonly leave: boolean; readonly help: boolean } {
    const forGuest: number[] = [];
    let leave = false;
    let help = false;
    for (const byte of typed) {
      if (this.#announced) {
        this.#announced = false;
        const key = String.fromCharCode(byte).toLowerCase();
        if (byte === CTRL_A) forGuest.push(byte);
        else if (key === 'x') leave = true;
        else if (key === 'h' || key === '?') help = true;
      } else if (byte === CTRL_A) this.#announced = true;
      else forGuest.push(byte);
    }
    return { forGuest, leave, help };
  }
}
