#!/usr/bin/env node
import { main } from './cli.ts';
import { processIo } from './io.ts';

// The exit is explicit, because a terminal or a pipe that is still open would keep the process alive.
process.exit(await main(process.argv.slice(2), processIo()));
