import type { PortOptions, VirtioPlug } from '@hartlab/machine';
import { type Chardevs, type OpenOutput, portEnd } from './character-words.ts';
import { numberOf, type Keys } from './device-keys.ts';
import { Refusal } from './refusal.ts';

/** Ports that a device may have: as many as there are queues for, and as on QEMU if nothing is said. */
const [MOST_PORTS, PORTS] = [511, 31];

interface Bus {
  /** As `bus=` calls it. */
  readonly name: string;
  readonly ports: PortOptions[];
  readonly portsMost: number;
}

/** The devices of serial ports, and the ports that are plugged into them. */
export class PortBuses {
  readonly #chardevs: Chardevs;
  readonly #open: OpenOutput | undefined;
  readonly #buses: Bus[] = [];

  constructor(chardevs: Chardevs, open: OpenOutput | undefined) {
    this.#chardevs = chardevs;
    this.#open = open;
  }

  /** A `virtio-serial-device`. @throws Refusal */
  add(keys: Keys): VirtioPlug {
    const portsMost = numberOf(keys, 'max_ports', MOST_PORTS) ?? PORTS;
    if (portsMost === 0) throw new Refusal(`${keys.said}: max_ports is at least 1`);
    const id = keys.get('id');
    const ports: PortOptions[] = [];
    this.#buses.push({
      name: `${id ?? `virtio-serial-bus`}.${id === undefined ? this.#buses.length : 0}`,
      ports,
      portsMost,
    });
    return { type: 'console', ports, portsMost };
  }

  /** A `virtconsole`, or a `virtserialport`, for which port 0 is not. @throws Refusal */
  plug(keys: Keys, isConsole: boolean): void {
    const { ports, portsMost } = this.#busOf(keys);
    const isFree = (candidate: number): boolean => !ports.some(({ number }) => number === candidate);
    const free = Array.from({ length: portsMost }, (_, candidate) => candidate).filter(isFree);
    const number = numberOf(keys, 'nr', portsMost - 1) ?? free.find((each) => each > 0 || isConsole);
    if (number === undefined)
      throw new Refusal(`${keys.said}: all ${portsMost} ports are taken; max_ports=N makes more`);
    if (!isFree(number)) throw new Refusal(`${keys.said}: there is a port ${number} already`);
    if (number === 0 && !isConsole) throw new Refusal(`${keys.said}: port 0 is for a virtconsole; say another nr`);
    const name = keys.get('name');
    // A guest finds a port by its name, whatever device it is of.
    if (name !== undefined && this.#buses.some((bus) => bus.ports.some((port) => port.name === name)))
      throw new Refusal(`${keys.said}: there is a port of the name ${name} already`);
    const end = portEnd(keys, this.#chardevs, this.#open);
    ports.push({ number, isConsole, end, ...(name !== undefined && { name }) });
  }

  #busOf(keys: Keys): Bus {
    const name = keys.get('bus');
    const bus = this.#buses.find((each) => name === undefined || each.name === name);
    if (bus) return bus;
    const buses = this.#buses.map((each) => each.name).join(', ');
    throw new Refusal(
      buses === ''
        ? `${keys.said} needs a device for its port: say -device virtio-serial-device before it`
        : `${keys.said}: there is no bus ${name} before it; there is ${buses}`,
    );
  }
}
