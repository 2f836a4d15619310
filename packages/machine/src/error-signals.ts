import type { ErrorHardware, ReportedError } from '@hartlab/see';
import type { Devices } from './devices.ts';
import { ErrorBanks, BANK_INFO, BANK_STRIDE, ERROR_SOURCES, RECORD_BYTES, RECORDS } from './devices/error-banks.ts';
import { CONTROL, control, signal, signalled, STATUS, status } from './devices/error-record.ts';
import { machineSources, type MachineSources } from './machine-sources.ts';

const SINV = 1n << control.sinv.at;
const SRDP = 1n << control.srdp.at;

/** What the built-in firmware does with the board's error banks, by their registers, and with their interrupts. */
export class ErrorSignals implements ErrorHardware {
  readonly #banks: ErrorBanks;
  readonly #controller: MachineSources | undefined;
  /** The controller, if it interrupts. */
  #sources: MachineSources | undefined;
  readonly #harts: number;

  constructor(devices: Devices, harts: number) {
    this.#banks = devices.of(ErrorBanks);
    this.#controller = machineSources(devices);
    this.#harts = harts;
  }

  enable(byController: boolean): void {
    const { low, high } = signal;
    const settings =
      (1n << control.else.at) | (low << control.ces.at) | (low << control.ueds.at) | (high << control.uecs.at);
    for (const { at } of this.#records()) this.#banks.write(at + CONTROL, 4, settings);
    this.#sources = byController ? this.#controller : undefined;
    for (let hart = 0; hart < this.#harts; hart++) this.#sources?.keep(hart, ERROR_SOURCES);
  }

  take(hartid: bigint): readonly ReportedError[] {
    const hart = Number(hartid);
    // Somebody may have enabled others, whose interrupts nobody here handles, and which are not to be claimed.
    this.#sources?.keep(hart, ERROR_SOURCES);
    const claimed = this.#sources?.claim(hart) ?? [];
    const reported = [...this.#records()].flatMap(({ bank, at }) => this.#takeRecord(bank, at));
    for (const source of claimed) this.#sources?.complete(hart, source);
    return reported;
  }

  /** All records, and where they are. */
  *#records(): Generator<{ bank: number; at: number }> {
    for (let bank = 0; bank <= this.#harts; bank++) {
      const info = this.#banks.read(bank * BANK_STRIDE + BANK_INFO, 8) ?? 0n;
      const count = Number((info >> 16n) & 0x3fn);
      for (let index = 0; index < count; index++)
        yield { bank, at: bank * BANK_STRIDE + RECORDS + index * RECORD_BYTES };
    }
  }

  /** What the record at this offset signals. It becomes invalid; its count of corrected errors begins anew if it was over. */
  #takeRecord(bank: number, at: number): ReportedError[] {
    const register = (offset: number) => this.#banks.read(at + offset, 8) ?? 0n;
    const logged = register(STATUS);
    const { low, high } = signalled({ control: register(CONTROL), status: logged });
    if (!low && !high) return [];
    this.#banks.write(at + CONTROL + 4, 4, (SINV | SRDP) >> 32n);
    if ((logged >> status.ceco.at) & 1n) this.#banks.write(at + STATUS, 8, register(STATUS) & ~(1n << status.ceco.at));
    const source = bank === 0 ? {} : { hart: bank - 1 };
    return [
      ...(high ? [{ priority: 'high', ...source } as const] : []),
      ...(low ? [{ priority: 'low', ...source } as const] : []),
    ];
  }
}
