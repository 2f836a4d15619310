import ecall from '../guests/ecall.s?raw';
import forgetful from '../guests/handlers/forgetful.s?raw';
import linux2025 from '../guests/handlers/linux-2025.s?raw';
import minimal from '../guests/handlers/minimal.s?raw';
import preserving from '../guests/handlers/preserving.s?raw';
import hello from '../guests/hello.s?raw';
import start from '../guests/start.s?raw';
import userReturn from '../guests/user-return.s?raw';
import worldSwitch from '../guests/world-switch.s?raw';
import worldSwitchGuest from '../guests/world-switch-guest.s?raw';
import worldSwitchTables from '../guests/world-switch-tables.s?raw';

/** The texts of the files in `guests/`. They are in the program, so that it needs no files where it runs. */
export const guestFiles = {
  /** What every guest begins with. */
  start,
  /** The files of a guest. */
  guests: {
    hello: [hello],
    ecall: [ecall],
    'world-switch': [worldSwitch, worldSwitchTables, worldSwitchGuest],
    'user-return': [userReturn],
  },
  handlers: { minimal, preserving, forgetful, 'linux-2025': linux2025 },
} as const;
