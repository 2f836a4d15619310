#!/usr/bin/env node
import { hostThread } from './host-thread.ts';

hostThread(process.argv.slice(2));
