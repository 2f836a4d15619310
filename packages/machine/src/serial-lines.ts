import type { Console } from './console.ts';
import type { SerialLine } from './devices/device.ts';
import { takesConsoleInput, type LineEnd, type VirtioOptions } from './virtio/plug.ts';

/** What the serial lines of a machine are made of. */
interface Ends {
  readonly console: Console;
  /** Where the UART writes, if not to the console. */
  readonly serial: ((byte: number) => void) | undefined;
  readonly virtio: VirtioOptions | undefined;
  /** The next byte of the console's input, or -1. */
  readonly read: () => number;
  /** Is told of each byte that is sent, wherever it goes. */
  readonly sent: (byte: number) => void;
}

/** The serial lines of a machine: the UART's, and those of virtio's ports. One of them has the console's input. */
export const serialLines = ({ console, serial, virtio, read, sent }: Ends) => {
  const nothing = () => -1;
  const toConsole = (byte: number) => console.write(byte);
  const lineTo = (write: (byte: number) => void, receive: () => number): SerialLine => ({
    transmit(byte) {
      sent(byte);
      write(byte);
    },
    receive,
  });
  return {
    uart: lineTo(serial ?? toConsole, takesConsoleInput(virtio) ? nothing : read),
    lineTo: (end: LineEnd): SerialLine => (end === 'console' ? lineTo(toConsole, read) : lineTo(end, nothing)),
  };
};
