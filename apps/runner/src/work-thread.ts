import { workerData } from 'node:worker_threads';
import { main } from './cli.ts';
import { processIo } from './io.ts';
import { Signals } from './signals.ts';

// The exit is explicit, because a terminal or a pipe that is still open would keep the thread alive.
process.exit(await main(process.argv.slice(2), processIo(new Signals(workerData as SharedArrayBuffer))));
